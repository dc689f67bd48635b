package io.labkeeper.lab.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.lab.LabError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    @Test
    void a_lab_that_runs_inside_is_not_wiped_with_it() throws IOException {
        Files.createDirectories(dir.resolve("secrets"));
        Path inner = Files.createDirectories(dir.resolve("prove"));
        Files.writeString(inner.resolve("state.json"), "{}");

        assertThatThrownBy(() -> LabDir.of(dir).wipe())
                .isInstanceOf(LabError.class)
                .hasMessageContaining("./lab down --dir " + inner);

        assertThat(inner.resolve("state.json")).exists();
    }

    @Test
    void whoever_runs_its_postgres_can_pass_to_it_through_directories_made_for_it() throws Exception {
        Path root = dir.resolve("new").resolve("prove");

        LabDir.of(root).lock().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx--x--x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.getParent())))
                .isEqualTo("rwx--x--x");
    }

    @Test
    void a_directory_that_was_there_keeps_its_rights() throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));

        LabDir.of(dir).lock().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
                .isEqualTo("rwxrwxrwx");
    }
}
