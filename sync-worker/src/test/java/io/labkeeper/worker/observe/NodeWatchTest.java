package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.proxmox.ProxmoxException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
    private static final String NODE = "pve2";

    private final NodeWatch nodes = new NodeWatch();

    @BeforeEach
    void both_nodes_are_listed_as_online() {
        nodes.listed(Map.of("pve1", "online", NODE, "online"));
    }

    @Test
    void a_node_that_could_not_be_reached_is_away_until_it_answers() {
        nodes.heard(NODE, new ProxmoxException.NodeUnreachable(595, "no route"));
        assertThat(nodes.unreachable()).containsExactly(NODE);
        assertThat(nodes.callable(NODE)).isFalse();

        nodes.heard(NODE, null);
        assertThat(nodes.callable(NODE)).isTrue();
    }

    @Test
    void a_node_where_something_dies_has_answered() {
        nodes.heard(NODE, new ProxmoxException.NodeUnreachable(596, "broken pipe"));

        nodes.heard(NODE, new ProxmoxException.ServerError(500, "Configuration file 'x' does not exist"));

        assertThat(nodes.unreachable()).isEmpty();
    }

    @Test
    void what_did_not_get_to_the_node_or_back_proves_nothing_either_way() {
        Stream<ProxmoxException> silent = Stream.of(
                new ProxmoxException.Unreachable("no route", null),
                new ProxmoxException.TimedOut("late"),
                new ProxmoxException.ConnectionLost("reset", null),
                new ProxmoxException.Busy("no room"),
                new ProxmoxException.Unauthorized("No ticket"),
                new ProxmoxException.Forbidden("Permission check failed"),
                new ProxmoxException.ServerError(502, "a reverse proxy's"),
                new ProxmoxException.Malformed("not JSON", null));
        nodes.heard(NODE, new ProxmoxException.NodeUnreachable(595, "no route"));

        silent.forEach(failure -> {
            nodes.heard(NODE, failure);
            nodes.heard("pve1", failure);
        });

        assertThat(nodes.unreachable()).containsExactly(NODE);
    }

    @Test
    void x_04_after_a_list_of_another_cluster_no_node_is_asked_until_a_list_is_believed_again() {
        NodeWatch watch = new NodeWatch();
        watch.listed(Map.of("pve1", "online"));

        watch.estranged();
        assertThat(watch.callable("pve1")).isFalse();

        watch.listed(Map.of("pve1", "online"));
        assertThat(watch.callable("pve1")).isTrue();
    }
}
