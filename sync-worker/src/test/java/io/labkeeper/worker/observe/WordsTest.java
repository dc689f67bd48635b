package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.GuestType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @Test
    void known_words_have_a_status_and_unknown_ones_are_unknown() {
        assertThat(StatusWords.status("running", null)).isEqualTo(VmStatus.RUNNING);
        assertThat(StatusWords.status("stopped", null)).isEqualTo(VmStatus.STOPPED);
        assertThat(StatusWords.status("stopped", "suspended")).isEqualTo(VmStatus.SUSPENDED);
        assertThat(StatusWords.status("paused", null)).isEqualTo(VmStatus.PAUSED);
        assertThat(StatusWords.status("io-error", null)).isEqualTo(VmStatus.UNKNOWN);
        assertThat(StatusWords.status(null, null)).isEqualTo(VmStatus.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prelaunch",
                "preconfig",
                "inmigrate",
                "postmigrate",
                "finish-migrate",
                "io-error",
                "internal-error",
                "guest-panicked",
                "restore-vm",
                "save-vm",
                "shutdown",
                "watchdog",
                "colo",
                "debug",
                "unknown",
                "never-heard-of"
            })
    void every_other_word_of_qemu_is_unknown_and_proves_neither_life_nor_death(String word) {
        VmStatus status = StatusWords.status(word, null);

        assertThat(status).isEqualTo(VmStatus.UNKNOWN);
        assertThat(StatusWords.alive(status)).isFalse();
    }

    /** All that qemu-server knows, and none at all. */
    @ParameterizedTest
    @CsvSource({
        "other,other", "wxp,windows", "w2k,windows", "w2k3,windows", "w2k8,windows", "wvista,windows", "win7,windows",
        "win8,windows", "win10,windows", "win11,windows", "l24,linux", "l26,linux", "solaris,other", ",other"
    })
    void each_ostype_has_its_category(String ostype, String category) {
        assertThat(Category.of(GuestType.QEMU, ostype)).isEqualTo(category);
    }

    @Test
    void the_category_follows_from_the_system() {
        assertThat(Category.of(GuestType.QEMU, "win11")).isEqualTo("windows");
        assertThat(Category.of(GuestType.QEMU, "wxp")).isEqualTo("windows");
        assertThat(Category.of(GuestType.QEMU, "l26")).isEqualTo("linux");
        assertThat(Category.of(GuestType.QEMU, "solaris")).isEqualTo("other");
        assertThat(Category.of(GuestType.QEMU, null)).isEqualTo("other");
        assertThat(Category.of(GuestType.LXC, "alpine")).isEqualTo("linux");
    }
}
