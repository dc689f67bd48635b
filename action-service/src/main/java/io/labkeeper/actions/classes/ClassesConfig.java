package io.labkeeper.actions.classes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How large a class may be. */
@ConfigMapping(prefix = "labkeeper.classes")
public interface ClassesConfig {

    /** Most teachers of a class. */
    @WithDefault("50")
    @Min(1)
    int teachers();

    /** Most members of a class. */
    @WithDefault("1000")
    @Min(1)
    int members();

    /** Most VMs of a class; not more than one request may act on, so that a class can always be started as a whole. */
    @WithDefault("1000")
    @Min(1)
    int vms();
}
