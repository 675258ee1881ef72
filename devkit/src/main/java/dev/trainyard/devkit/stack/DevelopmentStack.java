package dev.trainyard.devkit.stack;

import dev.trainyard.devstack.KafkaProcess;
import dev.trainyard.devstack.PostgresServer;
import dev.trainyard.devstack.TopicSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Kafka, PostgreSQL and the services, each in its own process on 127.0.0.1. Every process ends no later than this one,
 * however this one ends.
 *
 * <p>{@link #close} may be called from another thread at any moment, also while {@link #start} runs.
 */
public final class DevelopmentStack implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration STARTED_LATE = Duration.ofSeconds(15);

    private final StackSettings settings;
    private final StackListener listener;
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private final List<ServiceProcess> services = new ArrayList<>();
    private final List<Component> foundation = new ArrayList<>();
    private CompletableFuture<PostgresServer> postgres = CompletableFuture.failedFuture(new IllegalStateException());
    private CompletableFuture<KafkaProcess> kafka = CompletableFuture.failedFuture(new IllegalStateException());
    private final UseNote note;
    private boolean closed;

    /** A stack that is not started yet. */
    public DevelopmentStack(StackSettings settings, StackListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.note = new UseNote(settings.home());
    }

    /**
     * Starts everything and returns when all services are ready.
     *
     * <p>Errors: {@link StackException} saying which part did not start, and why. Whatever was started is then still to
     * be closed.
     */
    public void start() throws InterruptedException {
        note.leave();
        prepareFolders();
        choosePorts();
        begin("postgresql", "postgres/postgres.log");
        begin("kafka", "kafka/kafka.log");
        synchronized (this) {
            requireOpen();
            Path data = settings.data();
            postgres = CompletableFuture.supplyAsync(
                    () -> PostgresServer.start(data.resolve("postgres"), 0, PostgresServer.Durability.KEPT),
                    StackThreads::start);
            kafka = CompletableFuture.supplyAsync(() -> startKafka(data.resolve("kafka")), StackThreads::start);
        }
        PostgresServer database = started("PostgreSQL", postgres);
        ready(0, database.pid(), database.port());
        KafkaProcess broker = started("Kafka", kafka);
        ready(1, broker.pid(), broker.port());
        startServices(new ServiceLaunch(settings, ports, database.address(), broker.bootstrapServers()));
        for (ServiceProcess service : List.copyOf(services)) {
            service.awaitReady(START_LIMIT);
        }
    }

    private static KafkaProcess startKafka(Path folder) {
        KafkaProcess broker = KafkaProcess.start(folder, 0);
        try {
            TopicSetup.apply(broker.bootstrapServers());
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** Where the gateway answers. */
    public URI gateway() {
        return URI.create("http://127.0.0.1:" + ports.get(Service.API_GATEWAY));
    }

    /** How every part is now. */
    public synchronized List<Component> components() {
        List<Component> all = new ArrayList<>(foundation);
        services.stream().map(ServiceProcess::component).forEach(all::add);
        return all;
    }

    /** Ends everything, services first, and returns when no process is left. May be repeated. */
    @Override
    public void close() {
        List<ServiceProcess> running;
        synchronized (this) {
            closed = true;
            running = List.copyOf(services);
        }
        running.forEach(ServiceProcess::terminate);
        running.forEach(service -> service.stop(GRACE));
        CompletableFuture<Void> broker = CompletableFuture.runAsync(() -> closeStarted(kafka), StackThreads::start);
        closeStarted(postgres);
        broker.join();
        note.close();
    }

    private void prepareFolders() {
        try {
            for (Path folder : List.of(
                    settings.artifacts(),
                    settings.datasets(),
                    settings.logs(),
                    settings.data().resolve("kafka"),
                    settings.data().resolve("postgres"))) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + settings.data() + " cannot be written", e);
        }
    }

    private void choosePorts() {
        for (Service service : Service.values()) {
            int port = settings.ports() == StackSettings.Ports.FREE ? FreePorts.next() : service.standardPort();
            if (settings.ports() == StackSettings.Ports.STANDARD && !FreePorts.isFree(port)) {
                throw new StackException("port " + port + " of " + service.module()
                        + " is taken by another program: end that program first (ss -ltnp 'sport = :" + port
                        + "' names it)");
            }
            ports.put(service, port);
        }
    }

    private void startServices(ServiceLaunch launch) {
        for (Service service : Service.values()) {
            add(launch, service, service.module(), ports.getOrDefault(service, 0));
        }
        for (int worker = 2; worker <= settings.workers(); worker++) {
            Service trainer = Service.TRAINER_WORKER;
            add(launch, trainer, trainer.module() + "-" + worker, FreePorts.next());
        }
        announce();
    }

    private synchronized void add(ServiceLaunch launch, Service service, String name, int port) {
        requireOpen();
        LogFile log = new LogFile(settings.logs().resolve(name + ".log"));
        ServiceProcess process = new ServiceProcess(launch.spec(service, name, port), port, log, this::announce);
        services.add(process);
        process.start();
    }

    private void requireOpen() {
        if (closed) {
            throw new StackException("the stack was stopped while it started");
        }
    }

    private synchronized void begin(String name, String log) {
        String path = settings.data().resolve(log).toString();
        foundation.add(new Component(name, 0, 0, Component.Status.STARTING, 0, path));
        announce();
    }

    private synchronized void ready(int index, long pid, int port) {
        Component begun = foundation.get(index);
        foundation.set(index, new Component(begun.name(), pid, port, Component.Status.READY, 0, begun.log()));
        announce();
    }

    private void announce() {
        List<Component> now = components();
        synchronized (listener) {
            listener.changed(now);
        }
    }

    private static <T> T started(String name, CompletableFuture<T> start) {
        try {
            return start.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StackException(name + " did not start: " + cause.getMessage(), e);
        }
    }

    /** What is just being started is waited for, so that it can be ended; a start that failed left nothing behind. */
    private static void closeStarted(CompletableFuture<? extends AutoCloseable> start) {
        try {
            start.get(STARTED_LATE.toMillis(), TimeUnit.MILLISECONDS).close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException nothingToClose) {
            // It ends with this process at the latest.
        } catch (Exception e) {
            throw new StackException("a part of the stack cannot be stopped", e);
        }
    }
}
