package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
    private static final int LARGE = 100_000;

    @Test
    void only_large_answers_to_those_who_ask_for_it() {
        assertThat(Gzip.wanted("gzip", LARGE)).isTrue();
        assertThat(Gzip.wanted("br, GZIP;q=0.5", LARGE)).isTrue();
        assertThat(Gzip.wanted("gzip", 1_000)).isFalse();
        assertThat(Gzip.wanted(null, LARGE)).isFalse();
        assertThat(Gzip.wanted("br, deflate", LARGE)).isFalse();
        assertThat(Gzip.wanted("gzip; q=0", LARGE)).isFalse();
        assertThat(Gzip.wanted("gzip;q=0.000", LARGE)).isFalse();
        assertThat(Gzip.wanted("x-gzip-not", LARGE)).isFalse();
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
