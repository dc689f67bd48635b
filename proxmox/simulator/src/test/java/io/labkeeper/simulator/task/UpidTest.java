package io.labkeeper.simulator.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpidTest {

    @Test
    void itIsWrittenAsProxmoxDoes() {
        Upid upid = new Upid("pve1", 0x4B1, 0xCC59AB14L, 0x6B00E58DL, "vzstart", "105", "labkeeper@pve!actor");

        assertThat(upid).hasToString("UPID:pve1:000004B1:CC59AB14:6B00E58D:vzstart:105:labkeeper@pve!actor:");
        assertThat(Upid.parse(upid.toString())).contains(upid);
    }

    @Test
    void idMayBeEmptyAndPstartLonger() {
        assertThat(Upid.parse("UPID:pve1:000004B1:1CC59AB14:6B00E58D:aptupdate::root@pam:"))
                .hasValueSatisfying(upid -> assertThat(upid.id()).isEmpty());
    }

    @Test
    void anythingElseIsNone() {
        assertThat(Upid.parse("UPID:pve1:4B1:CC59AB14:6B00E58D:vzstart:105:root@pam:"))
                .isEmpty();
        assertThat(Upid.parse("")).isEmpty();
    }
}
