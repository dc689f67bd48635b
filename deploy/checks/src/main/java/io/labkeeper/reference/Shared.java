package io.labkeeper.reference;

import java.util.List;

/** The settings that are no configuration interface's: the framework's, under the short names that our services give them. */
public final class Shared {

    /**
     * @param name the environment variable
     * @param services who reads it
     */
    public record Variable(String name, String services, String standard, String doc) {}

    private static final String ALL = "all";
    private static final String CALLED = "inventory-service, action-service";

    public static final List<Variable> VARIABLES = List.of(
            new Variable(
                    "LABKEEPER_INSTANCE",
                    ALL,
                    "local",
                    "Who this replica is in logs, leases and metrics; best the name of its pod or machine. Restarts keep it."),
            new Variable(
                    "LABKEEPER_PRODUCTION",
                    "sync-worker, action-service",
                    "false",
                    "Refuses what is not safe enough: a cluster whose certificate is not checked. The images set it."),
            new Variable(
                    "LABKEEPER_LOG_JSON", ALL, "false; true in a packaged sync-worker", "Logs in JSON, for machines."),
            new Variable(
                    "POSTGRES_URL",
                    ALL,
                    "postgresql://127.0.0.1:5432/labkeeper",
                    "Postgres, without user and password; several hosts behind commas, `?sslmode=verify-full` for TLS."),
            new Variable(
                    "POSTGRES_USER",
                    ALL,
                    "labkeeper_worker, labkeeper_reader, labkeeper_action",
                    "The service's role; what each may do is granted by the migrations."),
            new Variable("POSTGRES_PASSWORD", ALL, "", "Its password."),
            new Variable(
                    "OIDC_ISSUER", CALLED, "http://127.0.0.1:8180", "The identity provider; tokens name it as `iss`."),
            new Variable("OIDC_AUDIENCE", CALLED, "labkeeper", "What tokens must name as `aud`."),
            new Variable("OIDC_USER_CLAIM", CALLED, "preferred_username", "Where a token has the user's name."),
            new Variable(
                    "OIDC_ROLES_CLAIM", CALLED, "realm_access/roles", "Where it has the roles admin, operator, user."),
            new Variable(
                    "TRUSTED_PROXIES",
                    "action-service",
                    "127.0.0.1",
                    "Addresses or networks of the gateways whose `X-Forwarded-For` is believed, in logs and the audit trail."),
            new Variable("QUARKUS_HTTP_PORT", ALL, "8081, 8082, 8083; 8080 in the images", "The port of the API."),
            new Variable(
                    "QUARKUS_MANAGEMENT_PORT",
                    ALL,
                    "9081, 9082, 9083; 9000 in the images",
                    "Health (`/q/health/started`, `/live`, `/ready`) and metrics (`/q/metrics`): not for the public."),
            new Variable(
                    "QUARKUS_SHUTDOWN_DELAY",
                    CALLED,
                    "",
                    "How long a service that is told to stop goes on, not ready, until gateways have noticed."));

    static final String TEXT = text();

    private Shared() {}

    private static String text() {
        StringBuilder text = new StringBuilder(
                "## Where everything is\n\n| variable | read by | if not set | meaning |\n|---|---|---|---|\n");
        for (Variable variable : VARIABLES) {
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(variable.name(), variable.services(), variable.standard(), variable.doc()));
        }
        return text.toString();
    }
}
