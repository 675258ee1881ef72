package dev.trainyard.devkit.stack;

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

/**
 * Kafka, PostgreSQL and the services, each in its own process on 127.0.0.1. Every process ends no later than this one,
 * however this one ends.
 *
 * <p>{@link #close} may be called from another thread at any moment, also while {@link #start} runs.
 */
public final class DevelopmentStack implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final int FRONT_DOOR = 8085;

    private final StackSettings settings;
    private final StackListener listener;
    private final UseNote note;
    private final Foundation foundation;
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private final List<ServiceProcess> services = new ArrayList<>();
    private boolean closed;

    /** A stack that is not started yet. */
    public DevelopmentStack(StackSettings settings, StackListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.note = new UseNote(settings.home(), settings.data());
        this.foundation = new Foundation(settings.data(), this::announce);
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
        foundation.begin();
        announce();
        foundation.awaitReady();
        startServices(new ServiceLaunch(
                settings, ports, frontDoor(), foundation.postgresAddress(), foundation.bootstrapServers()));
        for (ServiceProcess service : started()) {
            service.awaitReady(START_LIMIT);
        }
    }

    /** Where the gateway answers. */
    public URI gateway() {
        return URI.create("http://127.0.0.1:" + ports.get(Service.API_GATEWAY));
    }

    /** How every part is now. */
    public List<Component> components() {
        List<Component> all = new ArrayList<>(foundation.components());
        started().stream().map(ServiceProcess::component).forEach(all::add);
        return all;
    }

    /** Starts again what crashed and does not come back by itself; to be called now and then. */
    public void repair() {
        foundation.repair();
    }

    /** Ends everything, services first, and returns when no process is left. May be repeated. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List<ServiceProcess> running = started();
        running.forEach(ServiceProcess::terminate);
        running.forEach(service -> service.stop(GRACE));
        foundation.close();
        note.close();
    }

    private synchronized List<ServiceProcess> started() {
        return List.copyOf(services);
    }

    private void prepareFolders() {
        Path data = settings.data();
        try {
            for (Path folder : List.of(
                    settings.artifacts(),
                    settings.datasets(),
                    settings.logs(),
                    data.resolve("kafka"),
                    data.resolve("postgres"))) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + data + " cannot be written", e);
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

    /** Where models are asked: a second port of deploy-worker. */
    private int frontDoor() {
        if (settings.ports() == StackSettings.Ports.FREE) {
            return FreePorts.next();
        }
        if (!FreePorts.isFree(FRONT_DOOR)) {
            throw new StackException("port " + FRONT_DOOR + ", at which models are asked, is taken by another program:"
                    + " end that program first (ss -ltnp 'sport = :" + FRONT_DOOR + "' names it)");
        }
        return FRONT_DOOR;
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
        if (closed) {
            throw new StackException("the stack was stopped while it started");
        }
        LogFile log = new LogFile(settings.logs().resolve(name + ".log"));
        ServiceProcess process = new ServiceProcess(launch.spec(service, name, port), port, log, this::announce);
        services.add(process);
        process.start();
    }

    private void announce() {
        synchronized (listener) {
            listener.changed(components());
        }
    }
}
