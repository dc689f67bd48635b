package io.labkeeper.lab.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClusterReportTest {
    private static final Instant STARTED = Instant.ofEpochSecond(100);

    @Test
    void a_cluster_that_was_read_gives_no_warning() throws Exception {
        ClusterReport report = report("""
                {"cluster_id": "lab-a", "last_full_sync": 1795223423, "error": null, "stale_reason": null}""");

        assertThat(report.isWell()).isTrue();
        assertThat(report.warning()).isEmpty();
    }

    @Test
    void a_refused_certificate_is_said_in_one_line_with_the_servers_words() throws Exception {
        ClusterReport report = report("""
                {"cluster_id": "lab-a", "last_full_sync": null, "stale_reason": "certificate_changed",
                 "error": {"code": "certificate_changed", "message": "The certificate is not the trusted one."},
                 "error_detail": "it is AA:BB"}""");

        assertThat(report.isDecided(STARTED.plusSeconds(1))).isTrue();
        assertThat(report.warning())
                .contains("cluster lab-a cannot be read: The certificate is not the trusted one."
                        + " (certificate_changed) It says: it is AA:BB");
    }

    @Test
    void before_the_first_full_sync_it_is_worth_waiting() throws Exception {
        ClusterReport report = report("{\"cluster_id\": \"lab-a\", \"last_full_sync\": null}");

        assertThat(report.isDecided(STARTED.plusSeconds(1))).isFalse();
        assertThat(report.warning()).contains("cluster lab-a has not been read since the sync-workers started");
    }

    @Test
    void what_was_read_before_the_workers_were_started_is_not_believed() throws Exception {
        String stats = """
                {"cluster_id": "lab-a", "last_full_sync": 90, "last_quick_sync": %d, "error": null}""";

        assertThat(report(stats.formatted(STARTED.getEpochSecond())).isDecided(STARTED.plusSeconds(1)))
                .isFalse();
        assertThat(report(stats.formatted(STARTED.getEpochSecond() + 1)).isWell())
                .isTrue();
    }

    @Test
    void the_error_of_a_worker_just_started_may_be_that_of_its_predecessor() throws Exception {
        ClusterReport report = report("""
                {"cluster_id": "lab-a", "error": {"code": "auth_failed", "message": "Proxmox refuses the API token."}}""");

        assertThat(report.isDecided(STARTED)).isFalse();
        assertThat(report.isDecided(STARTED.plusSeconds(1))).isTrue();
    }

    @Test
    void old_data_is_named_with_its_reason() throws Exception {
        ClusterReport report =
                report("{\"cluster_id\": \"lab-a\", \"last_full_sync\": 101, \"stale_reason\": \"worker_behind\"}");

        assertThat(report.isDecided(STARTED.plusSeconds(1))).isFalse();
        assertThat(report.warning()).contains("cluster lab-a is not up to date: worker_behind");
    }

    private static ClusterReport report(String json) throws JsonProcessingException {
        return ClusterReport.of(new ObjectMapper().readTree(json), STARTED);
    }
}
