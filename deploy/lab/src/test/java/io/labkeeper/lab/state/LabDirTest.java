package io.labkeeper.lab.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.lab.LabError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabDirTest {
    @TempDir
    Path dir;

    @Test
    void a_directory_that_was_never_a_lab_is_not_wiped() throws IOException {
        Path thesis = Files.writeString(dir.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> LabDir.of(dir).wipe())
                .isInstanceOf(LabError.class)
                .hasMessageContaining("nothing was deleted");

        assertThat(thesis).exists();
    }

    @Test
    void a_labs_directory_is_wiped_whole() throws IOException {
        Files.createDirectories(dir.resolve("secrets"));
        Files.writeString(dir.resolve("state.json"), "{}");

        LabDir.of(dir).wipe();

        assertThat(dir).doesNotExist();
    }
}
