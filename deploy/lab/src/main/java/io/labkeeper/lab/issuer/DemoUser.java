package io.labkeeper.lab.issuer;

import java.util.List;
import java.util.Optional;

/**
 * Somebody who may log in to the lab without a password.
 *
 * @param roles as in the token
 * @param about one line for the login page
 */
public record DemoUser(String name, List<String> roles, String about) {

    public static final List<DemoUser> ALL = List.of(
            new DemoUser("admin", List.of("admin"), "sees and does everything"),
            new DemoUser("operator", List.of("operator"), "sees and acts on all VMs, no administration"),
            new DemoUser("tina", List.of("user"), "teacher of the class networks-101"),
            new DemoUser("alice", List.of("user"), "20 VMs of her own, and a member of that class"),
            new DemoUser("bob", List.of("user"), "15 other VMs"),
            new DemoUser("carol", List.of("user"), "no VMs"));

    public static Optional<DemoUser> named(String name) {
        return ALL.stream().filter(user -> user.name().equals(name)).findFirst();
    }
}
