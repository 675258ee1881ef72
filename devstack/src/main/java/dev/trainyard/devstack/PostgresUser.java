package dev.trainyard.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** As whom PostgreSQL's programs run: they refuse to run as root. */
enum PostgresUser {
    /** The user of this process, who is not root. */
    SELF {
        @Override
        List<String> prefix() {
            return List.of();
        }
    },
    /** Root of this machine, but in a user namespace where it is nobody: files still belong to root. */
    NAMESPACE {
        @Override
        List<String> prefix() {
            return List.of("unshare", "-U");
        }
    },
    /** An unprivileged user, where root may not make user namespaces; the data belongs to that user. */
    NOBODY {
        @Override
        List<String> prefix() {
            return List.of("setpriv", "--reuid=" + NOBODY_ID, "--regid=" + NOBODY_ID, "--clear-groups");
        }
    };

    private static final int NOBODY_ID = 65534;
    private static final long PROBE_SECONDS = 10;

    /** What comes before a program on its command line. */
    abstract List<String> prefix();

    static PostgresUser ofThisMachine() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return SELF;
        }
        if (works(List.of("unshare", "-U", "true"))) {
            return NAMESPACE;
        }
        if (works(NOBODY.command("true"))) {
            return NOBODY;
        }
        throw new DevStackException(
                "PostgreSQL does not run as root, and neither unshare -U nor setpriv works here: run as another user");
    }

    List<String> command(String... program) {
        List<String> command = new ArrayList<>(prefix());
        command.addAll(List.of(program));
        return command;
    }

    /** Lets a long-lived program stop by itself (SIGINT: a fast, orderly shutdown) when the thread that started it dies. */
    List<String> boundToParent(List<String> command) {
        List<String> setpriv = List.of("setpriv", "--pdeathsig", "INT");
        List<String> probe = new ArrayList<>(setpriv);
        probe.add("true");
        if (!works(probe)) {
            return command;
        }
        // After the change of user, which clears the setting.
        List<String> bound = new ArrayList<>(command.subList(0, prefix().size()));
        bound.addAll(setpriv);
        bound.addAll(command.subList(prefix().size(), command.size()));
        return bound;
    }

    /** Gives a file or folder to the user. */
    void own(Path path) throws IOException {
        if (this == NOBODY) {
            Files.setAttribute(path, "unix:uid", NOBODY_ID);
            Files.setAttribute(path, "unix:gid", NOBODY_ID);
            if (!works(command("test", "-r", path.toString()))) {
                throw new DevStackException("user nobody, as whom PostgreSQL has to run here, cannot read " + path
                        + ": choose a data folder whose parents everyone may enter, such as one below /var/lib");
            }
        }
    }

    static boolean works(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
