package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a role asks of Postgres on connections that are made while this is open, as Postgres logs it. */
public final class StatementLog implements AutoCloseable {
    private final Bench bench;
    private final String role;
    private final Path log;
    private final long begin;

    public StatementLog(Bench bench, String role) {
        this.bench = bench;
        this.role = role;
        this.log =
                Path.of(bench.lab().state().part("postgres").facts().path("log").asText());
        this.begin = size();
        bench.postgres().run("ALTER ROLE " + role + " SET log_statement = 'all'");
    }

    private long size() {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** How often this text, which stands once in a statement, was logged so far. */
    public long count(String text) {
        try {
            byte[] all = Files.readAllBytes(log);
            String since = new String(all, (int) begin, all.length - (int) begin, StandardCharsets.UTF_8);
            return since.split(java.util.regex.Pattern.quote(text), -1).length - 1L;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static ProveException unreadable(IOException e) {
        return new ProveException("cannot read Postgres' log", e);
    }

    /** Connections made from now on are not logged. */
    @Override
    public void close() {
        bench.postgres().run("ALTER ROLE " + role + " RESET log_statement");
    }
}
