package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The files of one Postgres server: programs, data, log, who may come in. */
record PostgresHome(Path installation, Path data, Path log, boolean temporary, OrdinaryUser user) {
    private static final Duration INITDB_LIMIT = Duration.ofSeconds(120);
    private static final int STATUS_LINE = 7;

    /** Unpacks the programs and makes the data directory, as far as that is still to be done. */
    static PostgresHome prepare(PostgresSettings settings, OrdinaryUser user) {
        try {
            Path cache = settings.binaries() == null ? BinaryCache.defaultRoot() : settings.binaries();
            Path installation = new Binaries(cache, Platform.current()).postgres();
            boolean temporary = settings.dataDir() == null;
            Path data = temporary
                    ? Files.createTempDirectory("labkeeper-postgres-").resolve("data")
                    : settings.dataDir().toAbsolutePath();
            Path log = settings.log() == null
                    ? data.resolveSibling("postgres.log")
                    : settings.log().toAbsolutePath();
            PostgresHome home = new PostgresHome(installation, data, log, temporary, user);
            user.mustReach(installation);
            home.initialise(settings);
            home.writeAccessRules(settings.superuserPassword() != null);
            return home;
        } catch (IOException e) {
            throw new ServerFailure("cannot prepare Postgres: " + e.getMessage(), e);
        }
    }

    String program(String name) {
        return installation.resolve("bin").resolve(name).toString();
    }

    /** Into a directory beside, renamed when done: a data directory is there completely or not at all. */
    private void initialise(PostgresSettings settings) throws IOException {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        Files.createDirectories(data.getParent());
        Path fresh = data.resolveSibling(data.getFileName() + ".new");
        BinaryCache.delete(fresh);
        Files.createDirectory(
                fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        user.own(fresh);
        if (temporary) {
            // Made by createTempDirectory for us alone; the server's user must be able to pass.
            user.own(data.getParent());
        }
        user.mustReach(fresh);
        initdb(fresh, settings);
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void initdb(Path directory, PostgresSettings settings) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(program("initdb"), "-D", directory.toString(), "-U", "postgres", "-E", "UTF8", "--locale=C"));
        command.add("--auth=scram-sha-256");
        if (!settings.fsync()) {
            command.add("--no-sync");
        }
        // initdb with scram insists on a password; where none is wanted, the access rules let the superuser in without
        // asking.
        Path passwordFile = Files.createTempFile("postgres", ".pw");
        try {
            String password = settings.superuserPassword();
            Files.writeString(passwordFile, password == null ? "postgres" : password);
            user.own(passwordFile);
            command.add("--pwfile=" + passwordFile);
            Commands.run(user.command(command), INITDB_LIMIT);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private void writeAccessRules(boolean superuserHasPassword) throws IOException {
        String superuser = superuserHasPassword ? "scram-sha-256" : "trust";
        Files.writeString(data.resolve("pg_hba.conf"), """
                host all postgres 127.0.0.1/32 %s
                host all all 127.0.0.1/32 scram-sha-256
                """.formatted(superuser));
    }

    /** The server writes its state to a line of its pid file; so {@code pg_ctl} too knows when it is ready. */
    boolean isReady(long pid) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() > STATUS_LINE
                    && lines.get(0).trim().equals(Long.toString(pid))
                    && lines.get(STATUS_LINE).trim().equals("ready");
        } catch (IOException notWrittenYet) {
            return false;
        }
    }

    void deleteIfTemporary() {
        if (!temporary) {
            return;
        }
        try {
            BinaryCache.delete(data.getParent());
        } catch (IOException e) {
            throw new ServerFailure("cannot delete " + data.getParent() + ": " + e.getMessage(), e);
        }
    }
}
