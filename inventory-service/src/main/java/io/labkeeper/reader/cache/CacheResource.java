package io.labkeeper.reader.cache;

import io.labkeeper.cache.Family;
import io.labkeeper.cache.FamilyCache;
import io.labkeeper.cache.Glob;
import io.labkeeper.cache.HeldValue;
import io.labkeeper.cache.Policies;
import io.labkeeper.cache.Policy;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.caller.ApiKeyMechanism;
import io.labkeeper.caller.Caller;
import io.labkeeper.feed.Replica;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.reader.vms.Inventory;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** The short-lived cache of answers that are costly to make; the inventory itself is none of it. */
@Path("/api/cache")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Cache")
public class CacheResource {
    private static final Logger LOG = Logger.getLogger(CacheResource.class);

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    /** Beyond this, what Redis holds is not counted further. */
    private static final int MOST_LISTED = 10_000;

    /** What clearing did. @param cleared values dropped, here and in Redis */
    record Cleared(long cleared) {}

    /** What Redis holds; a list with a name, so that "does not answer" can be remembered for a moment too. */
    record Listing(List<HeldValue> values) {}

    private final TwoTierCache cache;
    private final FamilyCache<Listing> listings;
    private final Replica replica;
    private final Inventory inventory;
    private final SecurityIdentity identity;

    CacheResource(
            TwoTierCache cache, Policies policies, Replica replica, Inventory inventory, SecurityIdentity identity) {
        this.cache = cache;
        this.listings = cache.open(Family.of(
                "cache-listing",
                Listing.class,
                policies.of(
                        "cache-listing",
                        Policy.fresh(Duration.ofSeconds(2)).inProcess().withSize(1))));
        this.replica = replica;
        this.inventory = inventory;
        this.identity = identity;
    }

    @GET
    @Path("stats")
    @Operation(
            summary = "What the cache of the answering replica has done, and what it holds",
            description = "Per family and tier. Administrators get the entries too, at most " + CacheStats.MOST_ENTRIES
                    + ", of this replica first and then of Redis.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = CacheStats.class),
                            examples = @ExampleObject(name = "for an administrator", value = CacheExamples.STATS)))
    public Uni<Response> stats() {
        boolean admin = Caller.of(identity).isAdmin();
        return listings.get("redis", this::listed)
                .map(listing -> CacheStats.of(cache, replica.name(), listing.values(), admin))
                .map(stats -> inventory.answerOfReplica(Response.ok(stats)));
    }

    private Uni<Listing> listed() {
        return cache.heldInRedis(MOST_LISTED)
                .map(Listing::new)
                .onFailure()
                .invoke(failure -> LOG.debugf("the values in Redis are not listed: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(new Listing(null));
    }

    @POST
    @Path("clear")
    @Operation(
            summary = "Forget cached answers, here, in Redis and on all replicas",
            description = "For administrators and API keys. The inventory is not touched.")
    @Parameter(
            name = "pattern",
            in = ParameterIn.QUERY,
            description =
                    "Matched against family:key; * stands for any text, ? for one character; by default everything")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Cleared.class),
                            examples = @ExampleObject(name = "two values", value = CacheExamples.CLEARED)))
    @APIResponse(responseCode = "400", description = "a pattern that is empty or too long")
    @APIResponse(responseCode = "403", description = "the caller is neither an administrator nor an API key")
    public Uni<Cleared> clear(@Context UriInfo uri) {
        Caller caller = Caller.of(identity);
        if (!caller.isAdmin() && !ApiKeyMechanism.isKey(identity)) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Only administrators and API keys may clear the cache.");
        }
        // An empty one, as from a forgotten variable in a script, must not clear everything.
        List<String> given = uri.getQueryParameters().getOrDefault("pattern", List.of("*"));
        String pattern = given.get(0) == null ? "" : given.get(0);
        if (pattern.isEmpty() || pattern.length() > Glob.LONGEST) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "\"pattern\" must have 1 to " + Glob.LONGEST + " characters, not " + pattern.length() + ".");
        }
        return cache.clear(new Glob(pattern))
                .invoke(cleared -> LOG.infof(
                        "cache cleared by user=%s pattern=%s values=%d", caller.name(), printable(pattern), cleared))
                .map(Cleared::new);
    }

    /** On one line, whatever somebody sends: it must not look like lines of ours. */
    static String printable(String text) {
        return CONTROL.matcher(text)
                .replaceAll(match -> "\\\\u%04x".formatted((int) match.group().charAt(0)));
    }
}
