package io.labkeeper.e2e.scenario.identity;

import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.scenario.Scenario;
import java.util.List;

/** What can happen to the identity provider: the rows O-01 to O-03. */
public final class IdentityRows {
    private IdentityRows() {}

    public static List<Scenario> all() {
        return List.of(new AwayAtStart(), new KeyChanged(), new AwayForLong());
    }

    /** Something to read that each service has, whoever asks. */
    static int read(String service, String name, String url, String token) {
        String path = service.equals("inventory-service") ? "/api/me" : "/api/actions?limit=1";
        return new Api(name, url, token).get(path).status();
    }
}
