package dev.trainyard.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server on 127.0.0.1 with the database and the role {@code trainyard}, in processes that end with this
 * one.
 */
public final class PostgresServer implements AutoCloseable {
    /** Name of the database, its owner, and the owner's password. */
    public static final String NAME = "trainyard";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final List<String> SMALL = List.of(
            "max_connections=120", "shared_buffers=48MB", "listen_addresses=127.0.0.1", "unix_socket_directories=");

    /** Whether a power cut may cost what was committed. */
    public enum Durability {
        /** For data that is kept. */
        KEPT,
        /** For tests: faster, and lost with the machine. */
        TEMPORARY
    }

    private final Process process;
    private final int port;

    private PostgresServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and waits until it takes connections: 1 second, on a new folder 3 to 6.
     *
     * @param folder for its data and its log, created where missing; what an earlier server left there is kept
     * @param port 0 for a free one
     * @throws DevStackException where it does not start; the message names its log
     */
    public static PostgresServer start(Path folder, int port, Durability durability) {
        PostgresUser user = PostgresUser.ofThisMachine();
        int chosen = FreePort.orFree(port);
        try {
            PostgresCluster cluster = PostgresCluster.at(folder, user);
            Process process = launch(cluster, user, chosen, durability);
            PostgresServer server = new PostgresServer(process, chosen);
            try {
                new PostgresAccounts(chosen, cluster.superuserPassword()).create(NAME, process, START_LIMIT);
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw new DevStackException(
                        "PostgreSQL did not start on port %d: see %s".formatted(chosen, cluster.log()), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be set up in " + folder, e);
        }
    }

    private static Process launch(PostgresCluster cluster, PostgresUser user, int port, Durability durability) {
        List<String> command = new ArrayList<>(user.command(
                cluster.program("postgres"), "-D", cluster.data().toString(), "-p", Integer.toString(port)));
        String sync = durability == Durability.KEPT ? "on" : "off";
        for (String setting : SMALL) {
            command.addAll(List.of("-c", setting));
        }
        command.addAll(
                List.of("-c", "fsync=" + sync, "-c", "synchronous_commit=" + sync, "-c", "full_page_writes=" + sync));
        ProcessBuilder builder = new ProcessBuilder(user.boundToParent(command))
                .directory(cluster.data().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(cluster.log().toFile()));
        builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
        return startOnLastingThread(builder);
    }

    /** The kernel binds the server to the thread that started it, so that one must live as long as this process. */
    private static Process startOnLastingThread(ProcessBuilder builder) {
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("postgres").start(() -> {
            try {
                Process process = builder.start();
                started.complete(process);
                process.waitFor();
            } catch (IOException e) {
                started.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Process process = started.join();
        // Where the kernel cannot do it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(process), "postgres-shutdown"));
        return process;
    }

    /** Where clients connect. */
    public int port() {
        return port;
    }

    /** {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** For a schema of the database {@value #NAME}. */
    public String jdbcUrl(String schema) {
        return "jdbc:postgresql://" + address() + "/" + NAME + "?currentSchema=" + schema;
    }

    /** Process id at the operating system. */
    public long pid() {
        return process.pid();
    }

    /** Stops the server in order, open connections included; its data stays. */
    @Override
    public void close() {
        interrupt(process);
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** SIGINT disconnects clients and stops; SIGTERM, which Java can send itself, would wait for them. */
    private static void interrupt(Process process) {
        if (process.isAlive()) {
            PostgresUser.works(List.of("sh", "-c", "kill -INT " + process.pid()));
        }
    }
}
