package io.labkeeper.simulator.auth;

/**
 * An API token.
 *
 * @param name "user@realm!id"
 * @param secret its value
 */
public record Token(String name, String secret) {

    /** The value of the header {@code Authorization}. */
    public String authorization() {
        return "PVEAPIToken=" + name + "=" + secret;
    }

    /** As tools and configurations write it: "user@realm!id=secret". */
    public String credential() {
        return name + "=" + secret;
    }

    /** Without the secret, so that no log shows it. */
    @Override
    public String toString() {
        return "Token[" + name + "]";
    }
}
