package io.labkeeper.reader.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CacheResourceTest {

    @Test
    void a_pattern_stays_on_its_line_of_the_log() {
        assertThat(CacheResource.printable("a*\r\nforged: ä\u2028")).isEqualTo("a*\\u000d\\u000aforged: ä\\u2028");
    }
}
