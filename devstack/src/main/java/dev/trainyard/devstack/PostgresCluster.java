package dev.trainyard.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL data folder with the programs to serve it. */
final class PostgresCluster {
    private static final long INITDB_SECONDS = 120;

    private final Path home;
    private final Path folder;

    private PostgresCluster(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /** The cluster in {@code folder}, initialised where it is new. */
    static PostgresCluster at(Path folder, PostgresUser user) throws IOException {
        Path absolute = Files.createDirectories(folder.toAbsolutePath());
        PostgresCluster cluster = new PostgresCluster(PostgresBinaries.unpacked(cache(user)), absolute);
        if (!Files.exists(cluster.data().resolve("PG_VERSION"))) {
            cluster.initialise(user);
        }
        return cluster;
    }

    /** Programs must be readable for the user that runs them, and stay: cleaners of /tmp would take some of the files. */
    private static Path cache(PostgresUser user) {
        String configured = System.getenv("XDG_CACHE_HOME");
        if (user == PostgresUser.NOBODY) {
            return Path.of("/var/tmp/trainyard");
        }
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return base.resolve("trainyard");
    }

    /** Under another name first: an earlier run may have ended in the middle, and half a cluster looks like one. */
    private void initialise(PostgresUser user) throws IOException {
        Path unfinished = folder.resolve("data.unfinished");
        Folders.delete(unfinished);
        Files.createDirectories(unfinished);
        user.own(unfinished);
        Path password = newPassword(user);
        List<String> initdb = user.command(
                program("initdb"),
                "--pgdata=" + unfinished,
                "--username=postgres",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale");
        Process process = new ProcessBuilder(initdb)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        try {
            if (!process.waitFor(INITDB_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new DevStackException("PostgreSQL's data folder cannot be initialised: see " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new DevStackException("interrupted while PostgreSQL's data folder was initialised", e);
        }
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path newPassword(PostgresUser user) throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(password());
        Files.createFile(
                password(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password(), HexFormat.of().formatHex(random));
        user.own(password());
        return password();
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    private Path password() {
        return folder.resolve("superuser.password");
    }

    String superuserPassword() throws IOException {
        return Files.readString(password()).strip();
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }
}
