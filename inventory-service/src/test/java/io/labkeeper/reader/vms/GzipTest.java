package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
    private static final int LARGE = 100_000;

    @Test
    void only_large_answers_to_those_who_ask_for_it() {
        assertThat(wanted("gzip")).isTrue();
        assertThat(wanted("br, GZIP;q=0.5")).isTrue();
        assertThat(Gzip.wanted(List.of("gzip"), 1_000)).isFalse();
        assertThat(wanted()).isFalse();
        assertThat(wanted("br, deflate")).isFalse();
        assertThat(wanted("gzip; q=0")).isFalse();
        assertThat(wanted("gzip;q=0.000")).isFalse();
        assertThat(wanted("x-gzip-not")).isFalse();
    }

    @Test
    void whoever_takes_anything_takes_it_unless_it_is_refused_by_name() {
        assertThat(wanted("*")).isTrue();
        assertThat(wanted("br, *;q=0.1")).isTrue();
        assertThat(wanted("*;q=0")).isFalse();
        assertThat(wanted("*, gzip;q=0")).isFalse();
        assertThat(wanted("gzip, *;q=0")).isTrue();
    }

    @Test
    void a_header_of_several_lines_is_one() {
        assertThat(wanted("br", "gzip")).isTrue();
        assertThat(wanted("*", "gzip;q=0")).isFalse();
    }

    private static boolean wanted(String... lines) {
        return Gzip.wanted(List.of(lines), LARGE);
    }

    @Test
    void what_was_compressed_can_be_read_again() throws IOException {
        byte[] json = "{\"vmid\":101,\"status\":\"running\"},".repeat(3_000).getBytes();

        byte[] compressed = Gzip.of(json);

        assertThat(compressed.length).isLessThan(json.length / 10);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(json);
    }
}
