package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How to run a program that refuses to run as root. An ordinary user needs nothing. Root uses a user namespace in which it is nobody
 * (files stay its own); where namespaces are forbidden, it becomes user 65534, who must then own the data.
 */
final class OrdinaryUser {
    private static final String NOBODY = "65534";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> OTHER_USER =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private final List<String> prefix;

    private OrdinaryUser(List<String> prefix) {
        this.prefix = prefix;
    }

    /** The first way that works here. */
    static OrdinaryUser find() {
        if (isRoot()) {
            return works(NAMESPACE) ? new OrdinaryUser(NAMESPACE) : otherUser();
        }
        // Postgres insists on a name for its user, which a container's made-up number has not; in a namespace it is
        // nobody.
        boolean hasName = Commands.exitCode(List.of("id", "-un"), LIMIT) == 0;
        return new OrdinaryUser(hasName || !works(NAMESPACE) ? List.of() : NAMESPACE);
    }

    static OrdinaryUser otherUser() {
        if (works(OTHER_USER)) {
            return new OrdinaryUser(OTHER_USER);
        }
        throw new ServerFailure("Postgres refuses to run as root, and neither 'unshare -U' nor 'setpriv' works here;"
                + " run as an ordinary user");
    }

    List<String> command(List<String> command) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(command);
        return line;
    }

    /** Gives a file or a tree to that user, where it is not ours. */
    void own(Path path) {
        if (prefix == OTHER_USER) {
            Commands.run(List.of("chown", "-R", NOBODY + ":" + NOBODY, path.toString()), LIMIT);
        }
    }

    /**
     * Makes sure that this user can get to a directory.
     *
     * @throws ServerFailure if not, with the directory on the way that lets nobody pass
     */
    void mustReach(Path directory) {
        if (prefix != OTHER_USER) {
            return;
        }
        Path path = directory.toAbsolutePath();
        for (int names = 1; names <= path.getNameCount(); names++) {
            Path onTheWay = path.getRoot().resolve(path.subpath(0, names));
            if (Commands.exitCode(command(List.of("test", "-x", onTheWay.toString())), LIMIT) != 0) {
                throw new ServerFailure("Postgres does not run as root, and user " + NOBODY + " cannot pass through "
                        + onTheWay + ": choose a directory elsewhere, or run as an ordinary user");
            }
        }
    }

    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException noProcFileSystem) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static boolean works(List<String> prefix) {
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        return Commands.exitCode(probe, LIMIT) == 0;
    }
}
