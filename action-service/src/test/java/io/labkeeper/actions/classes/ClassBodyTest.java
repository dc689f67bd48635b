package io.labkeeper.actions.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.problem.ProblemException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassBodyTest {
    private static final ClassBody BODY = new ClassBody(new SmallRyeConfigBuilder()
            .withMapping(ClassesConfig.class)
            .withDefaultValue("labkeeper.classes.teachers", "2")
            .build()
            .getConfigMapping(ClassesConfig.class));

    private static ClassWish read(String json) {
        return BODY.read("networks-101", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void allOfItIsRead() {
        ClassWish wish = read("""
                {"id": "networks-101", "name": "Netze für Anfänger", "teachers": ["tina"], "members": ["alice", "alice", "bob@x.org"],
                 "vms": [{"cluster_id": "lab-a", "vmid": 101, "username": "alice"}, {"cluster_id": "lab-b", "vmid": 101, "more": 1}],
                 "note": "ignored"}""");

        assertThat(wish.name()).isEqualTo("Netze für Anfänger");
        assertThat(wish.teachers()).containsExactly("tina");
        assertThat(wish.members()).containsExactly("alice", "bob@x.org");
        assertThat(wish.vms()).containsExactly(new ClassVm("lab-a", 101, "alice"), new ClassVm("lab-b", 101, null));
    }

    @Test
    void whatIsLeftOutOrNullIsNotWished() {
        assertThat(read("{\"name\": null}")).isEqualTo(new ClassWish(null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": \"other\"}|\"id\"",
                "{\"name\": \"\"}|\"name\"",
                "{\"name\": 7}|\"name\"",
                "{\"name\": \"a\\u0000b\"}|\"name\"",
                "{\"teachers\": \"tina\"}|\"teachers\"",
                "{\"teachers\": [\"a\", \"b\", \"c\"]}|\"teachers\" has 3",
                "{\"members\": [null]}|\"members\"",
                "{\"members\": [\" alice\"]}|\"members\"",
                "{\"members\": [\"key:ci\"]}|\"members\"",
                "{\"members\": [\"a\\nb\"]}|\"members\"",
                "{\"vms\": {}}|\"vms\"",
                "{\"vms\": [101]}|\"vms\"",
                "{\"vms\": [{\"cluster_id\": \"lab-a\"}]}|\"vms\"",
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 99}]}|\"vms\"",
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 101.5}]}|\"vms\"",
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 99999999999}]}|\"vms\"",
                "{\"vms\": [{\"cluster_id\": \"Lab A'; --\", \"vmid\": 101}]}|\"vms\"",
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 101, \"username\": 5}]}|\"vms.username\"",
                "[]|object",
                "{\"name\": \"a\", \"name\": \"b\"}|more than once",
                "nonsense|not JSON"
            })
    void anythingElseIsRefusedByName(String json, String named) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aNameMayBeLongButNotEndless() {
        assertThat(read("{\"name\": \"" + "x".repeat(200) + "\"}").name()).hasSize(200);
        assertThatThrownBy(() -> read("{\"name\": \"" + "x".repeat(201) + "\"}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("\"name\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a/b", "ä", "..", "'; DROP TABLE lab_class; --"})
    void anIdMustFitIntoAPath(String id) {
        assertThatThrownBy(() -> BODY.read(id, "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The class");
    }
}
