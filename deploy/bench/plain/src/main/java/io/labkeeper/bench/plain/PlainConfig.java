package io.labkeeper.bench.plain;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** What the plain service answers with. */
@ConfigMapping(prefix = "bench.plain")
interface PlainConfig {

    /** A folder; the content of each of its files is one answer, the file's name its last part of the path. Read at the start. */
    Path dir();
}
