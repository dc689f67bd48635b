package io.labkeeper.actions.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long and how many requests work with the database. */
@ConfigMapping(prefix = "labkeeper.requests")
public interface RequestsConfig {

    /** After so long a silence of the database a caller is told 503, and nothing was done unless the commit was on its way. */
    @WithDefault("PT0.8S")
    Duration silence();

    /**
     * How many requests for actions work with the database at once; the others wait without a limit running. Less than the pool
     * of connections, of which the runner needs some. One that is still under way when its caller has been told 503 counts until it ends.
     */
    @WithDefault("12")
    @Min(1)
    int atOnce();

    /** How many requests for actions may wait; more are told 429. */
    @WithDefault("2000")
    @Min(0)
    int waiting();

    /**
     * How many questions, and statements that commit by themselves, are with the database at once. Together with the requests for actions less
     * than the pool of connections. One that is still under way when its caller has been told 503 counts until it ends.
     */
    @WithDefault("6")
    @Min(1)
    int questionsAtOnce();

    /** How many questions may wait; more are told 429. */
    @WithDefault("200")
    @Min(0)
    int questionsWaiting();

    /** How long a question counts at the most after its caller has been told 503: the end of one whose connection has died may not be seen. */
    @WithDefault("PT30S")
    Duration longestStatement();

    /**
     * How long a request for actions counts at the most after its caller has been told 503: the end of one whose connection has died may not
     * be seen. Not less than Postgres lets a statement take.
     */
    @WithDefault("PT10S")
    Duration longestTransaction();

    /** How long they wait at the most, for a database that does answer; then they are told 429. */
    @WithDefault("PT10S")
    Duration longestWait();
}
