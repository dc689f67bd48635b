package io.labkeeper.reader.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;

/** The page for browsers at {@code /}. */
@ConfigMapping(prefix = "labkeeper.console")
public interface ConsoleConfig {
    /** A path of our own origin, without anything that would have to be escaped in HTML. */
    String OWN_PATH = "/([A-Za-z0-9._~-][A-Za-z0-9._~/-]*)?";

    /** Whether it is served. Without it, {@code /} is a path that nobody answers for. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Where somebody who is not logged in is sent, with the page to come back to as the parameter {@code rd}: a path of whatever stands in
     * front and sets the cookie. The default is oauth2-proxy's.
     */
    @WithDefault("/oauth2/start")
    @Pattern(regexp = OWN_PATH)
    String login();

    /** Where the button "Log out" leads, by POST. */
    @WithDefault("/oauth2/sign_out")
    @Pattern(regexp = OWN_PATH)
    String logout();
}
