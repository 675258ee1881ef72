package dev.trainyard.devkit.stack;

import dev.trainyard.devstack.KafkaProcess;
import dev.trainyard.devstack.PostgresServer;
import dev.trainyard.devstack.TopicSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** PostgreSQL and Kafka of one stack: started beside each other, and again on the same ports when they crash. */
final class Foundation implements AutoCloseable {
    private static final long STARTED_LATE_SECONDS = 15;

    private final Server<PostgresServer> postgres;
    private final Server<KafkaProcess> kafka;

    Foundation(Path data, Runnable changed) {
        Path database = data.resolve("postgres");
        Path broker = data.resolve("kafka");
        this.postgres = new Server<>(
                "postgresql",
                database.resolve("postgres.log"),
                port -> PostgresServer.start(database, port, PostgresServer.Durability.KEPT),
                PostgresServer::pid,
                PostgresServer::port,
                changed);
        this.kafka = new Server<>(
                "kafka",
                broker.resolve("kafka.log"),
                port -> withTopics(KafkaProcess.start(broker, port)),
                KafkaProcess::pid,
                KafkaProcess::port,
                changed);
    }

    private static KafkaProcess withTopics(KafkaProcess broker) {
        try {
            TopicSetup.apply(broker.bootstrapServers());
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** Begins the start and returns at once. */
    void begin() {
        postgres.begin();
        kafka.begin();
    }

    /** Errors: {@link StackException} naming what did not start. */
    void awaitReady() {
        postgres.awaitReady();
        kafka.awaitReady();
    }

    String postgresAddress() {
        return "127.0.0.1:" + postgres.component().port();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafka.component().port();
    }

    List<Component> components() {
        return List.of(postgres.component(), kafka.component());
    }

    /** Starts again what has crashed; the services find it at the same address. */
    void repair() {
        postgres.repair();
        kafka.repair();
    }

    @Override
    public void close() {
        CompletableFuture<Void> broker = CompletableFuture.runAsync(kafka::close, StackThreads::start);
        postgres.close();
        broker.join();
    }

    /** One of the two. Thread-safe. */
    private static final class Server<T extends AutoCloseable> {
        private final String name;
        private final Path log;
        private final IntFunction<T> starter;
        private final ToLongFunction<T> pid;
        private final ToIntFunction<T> port;
        private final Runnable changed;
        private @Nullable CompletableFuture<T> start;
        private int lastPort;
        private int restarts;
        private boolean closed;

        Server(
                String name,
                Path log,
                IntFunction<T> starter,
                ToLongFunction<T> pid,
                ToIntFunction<T> port,
                Runnable changed) {
            this.name = name;
            this.log = log;
            this.starter = starter;
            this.pid = pid;
            this.port = port;
            this.changed = changed;
        }

        synchronized void begin() {
            begin(0);
        }

        private void begin(int wantedPort) {
            if (!closed) {
                start = CompletableFuture.supplyAsync(() -> starter.apply(wantedPort), StackThreads::start);
            }
        }

        void awaitReady() {
            CompletableFuture<T> begun;
            synchronized (this) {
                begun = start;
            }
            try {
                if (begun == null) {
                    throw new StackException("the stack was stopped while it started");
                }
                begun.join();
                changed.run();
            } catch (CompletionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new StackException(name + " did not start: " + cause.getMessage() + " (its log: " + log + ")", e);
            }
        }

        synchronized Component component() {
            CompletableFuture<T> begun = start;
            if (begun == null || !begun.isDone() || begun.isCompletedExceptionally()) {
                Component.Status status = restarts == 0 ? Component.Status.STARTING : Component.Status.RESTARTING;
                return new Component(name, 0, 0, status, restarts, log.toString());
            }
            T server = begun.join();
            boolean lives = lives(server);
            Component.Status status = lives ? Component.Status.READY : Component.Status.STOPPED;
            return new Component(
                    name,
                    lives ? pid.applyAsLong(server) : 0,
                    port.applyAsInt(server),
                    status,
                    restarts,
                    log.toString());
        }

        synchronized void repair() {
            CompletableFuture<T> begun = start;
            if (closed || begun == null || !begun.isDone()) {
                return;
            }
            if (!begun.isCompletedExceptionally()) {
                lastPort = port.applyAsInt(begun.join());
            }
            if (begun.isCompletedExceptionally() || !lives(begun.join())) {
                restarts++;
                begin(lastPort);
                changed.run();
            }
        }

        private boolean lives(T server) {
            return ProcessHandle.of(pid.applyAsLong(server))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
        }

        /** What is just being started is waited for, so that it can be ended; a start that failed left nothing behind. */
        void close() {
            CompletableFuture<T> begun;
            synchronized (this) {
                closed = true;
                begun = start;
            }
            if (begun == null) {
                return;
            }
            try {
                begun.get(STARTED_LATE_SECONDS, TimeUnit.SECONDS).close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException nothingToClose) {
                // It ends with this process at the latest.
            } catch (Exception e) {
                throw new StackException(name + " cannot be stopped", e);
            }
        }
    }
}
