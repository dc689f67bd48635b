package io.labkeeper.reader.view;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;

/** How the inventory is shown. */
@ConfigMapping(prefix = "labkeeper.inventory")
public interface InventoryConfig {

    /**
     * The category under which a QEMU guest of an unknown system is shown, filtered by and streamed: {@code other}, or
     * {@code linux} or {@code windows} for an older portal page, which shows no others.
     */
    @WithDefault("other")
    @Pattern(regexp = "other|linux|windows")
    String unknownCategory();
}
