package io.labkeeper.caller;

/** The roles that a token or an API key can carry. A teacher is not a role but a fact about a class. */
public final class Roles {
    /** Everything. */
    public static final String ADMIN = "admin";

    /** Sees and acts on all VMs; no administration. */
    public static final String OPERATOR = "operator";

    /** Own VMs. */
    public static final String USER = "user";

    private Roles() {}
}
