package io.labkeeper.lab.stores;

import io.labkeeper.embedded.PostgresServer;
import io.labkeeper.embedded.RedisServer;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.state.PrivateFiles;
import io.labkeeper.lab.state.Secrets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The two stores: where they are, and how to start the embedded ones. */
public final class Stores {
    private static final String SUPERUSER = "postgres";

    private final LabDir dir;
    private final Secrets secrets;
    private final Options.Stores options;

    public Stores(LabDir dir, Secrets secrets, Options.Stores options) {
        this.dir = dir;
        this.secrets = secrets;
        this.options = options;
    }

    /** How to come into Postgres as the user who makes the roles. */
    public PostgresUrl postgresAdmin(int port) {
        return options.postgresUrl() == null
                ? new PostgresUrl(SUPERUSER, secrets.get("postgres-superuser"), "127.0.0.1", port, SUPERUSER)
                : PostgresUrl.parse(options.postgresUrl());
    }

    /** The database of the services. */
    public String database() {
        return options.postgresUrl() == null
                ? PostgresRoles.DATABASE
                : PostgresUrl.parse(options.postgresUrl()).database();
    }

    /** Starts the embedded Postgres on its data, detached. */
    public Part startPostgres(int port) {
        Path log = dir.log(Part.POSTGRES);
        PrivateFiles.passable(dir.postgresData().getParent());
        PostgresServer server = PostgresServer.settings()
                .withPort(port)
                .withDataDir(dir.postgresData())
                .withLog(log)
                .withSuperuserPassword(secrets.get("postgres-superuser"))
                .withFsync(true)
                .withDetached(true)
                .withBinaries(dir.binaries())
                .start();
        return postgresPart(port).process(server.process(), log, "");
    }

    /** How Postgres is shown in the state, with the user who may do everything. */
    public Part postgresPart(int port) {
        PostgresUrl admin = postgresAdmin(port);
        return Part.of(Part.POSTGRES, Part.POSTGRES)
                .url(admin.plain(database()))
                .with(
                        "jdbc_url",
                        admin.jdbc(database()) + "?user=" + encoded(admin.user()) + "&password="
                                + encoded(admin.password()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Starts the embedded Redis on its data, detached. */
    public Part startRedis(int port) {
        Path log = dir.log(Part.REDIS);
        PrivateFiles.directory(dir.redis());
        RedisServer server = RedisServer.settings()
                .withPort(port)
                .withDir(dir.redis())
                .withLog(log)
                .withAclFile(PrivateFiles.write(dir.redis().resolve("users.acl"), RedisUsers.aclFile(secrets)))
                .withAppendOnly(true)
                .withDetached(true)
                .withBinaries(dir.binaries())
                .start();
        return redisPart(port).process(server.process(), log, "");
    }

    /** How Redis is shown in the state, with the user who may do everything. */
    public Part redisPart(int port) {
        return Part.of(Part.REDIS, Part.REDIS).url(redisUrl(RedisUsers.EVERYTHING, port));
    }

    /** Redis for one of {@link RedisUsers}; a Redis of yours knows but the user you gave. */
    public String redisUrl(String user, int port) {
        return options.redisUrl() == null
                ? "redis://" + user + ":" + RedisUsers.password(secrets, user) + "@127.0.0.1:" + port
                : options.redisUrl();
    }
}
