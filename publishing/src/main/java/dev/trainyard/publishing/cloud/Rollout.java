package dev.trainyard.publishing.cloud;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the traffic of a service to another version in steps, and back. Each call can be repeated. */
final class Rollout {
    private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);
    private static final int ALL = 100;

    private final InferenceServices services;
    private final KServeSettings settings;
    private final CanaryGate gate;
    private final String service;
    private final String model;

    Rollout(InferenceServices services, KServeSettings settings, CanaryGate gate, String service, String model) {
        this.services = services;
        this.settings = settings;
        this.gate = gate;
        this.service = service;
        this.model = model;
    }

    /** The service as it is. */
    Optional<ServiceState> state() {
        return services.find(service, model);
    }

    /**
     * Gives a version all of the traffic, in steps where another one has it.
     *
     * @param before the version that has it now; empty text where there is none
     */
    ServiceState forward(String storageUri, String before) throws InterruptedException {
        Optional<ServiceState> now = state();
        boolean alone = now.isEmpty()
                || before.isEmpty()
                || (now.get().storageUri().equals(storageUri) && !now.get().hasCanary());
        try {
            if (!alone) {
                for (int percent : settings.canary()) {
                    step(storageUri, OptionalInt.of(percent), percent);
                }
            }
            return step(storageUri, OptionalInt.empty(), ALL);
        } catch (TrainyardException e) {
            if (!before.isEmpty()) {
                LOG.warn("{} goes back to {}: {}", service, before, e.getMessage());
                backAfter(e, storageUri, before);
            }
            throw e;
        }
    }

    /** What keeps it from going back is told with what it goes back for. */
    private void backAfter(TrainyardException failure, String storageUri, String before) throws InterruptedException {
        try {
            back(storageUri, before);
        } catch (TrainyardException e) {
            LOG.error("{} could not go back to {}", service, before, e);
            failure.addSuppressed(e);
        }
    }

    private ServiceState step(String storageUri, OptionalInt canary, int percent) throws InterruptedException {
        services.apply(service, model, storageUri, canary);
        ServiceState state = awaitSettled(storageUri);
        stayReady();
        Optional<String> refusal = gate.refusal(service, percent);
        if (refusal.isPresent()) {
            throw new TrainyardException(
                    ErrorCode.UNHEALTHY,
                    storageUri + " failed its gate with " + percent + " % of the traffic of " + service + ": "
                            + refusal.get());
        }
        LOG.info("{} has {} % of the traffic of {}", storageUri, percent, service);
        return state;
    }

    private ServiceState awaitSettled(String storageUri) throws InterruptedException {
        long end = System.nanoTime() + settings.readyLimit().toNanos();
        while (true) {
            ServiceState state = state().orElseThrow(() -> gone());
            if (state.failure().isPresent()) {
                throw new TrainyardException(
                        ErrorCode.UNHEALTHY,
                        service + " cannot load " + storageUri + " ("
                                + state.failure().get() + "): check the model with the same runtime");
            }
            if (state.settled()) {
                return state;
            }
            if (System.nanoTime() > end) {
                throw new TrainyardException(
                        ErrorCode.UNHEALTHY,
                        service + " is not ready with " + storageUri + " after "
                                + settings.readyLimit().toSeconds() + " s: " + state.described()
                                + "; see its events in the cluster");
            }
            Thread.sleep(settings.poll());
        }
    }

    private void stayReady() throws InterruptedException {
        long end = System.nanoTime() + settings.hold().toNanos();
        while (System.nanoTime() < end) {
            Thread.sleep(Duration.ofNanos(
                    Math.min(settings.poll().toNanos(), settings.hold().toNanos())));
            ServiceState state = state().orElseThrow(() -> gone());
            if (!state.ready()) {
                throw new TrainyardException(
                        ErrorCode.UNHEALTHY, service + " was ready and is no more: " + state.described());
            }
        }
    }

    /**
     * Gives the version before all of the traffic again: at once where it still runs beside the newer one, and then
     * for good.
     */
    void back(String storageUri, String before) throws InterruptedException {
        Optional<ServiceState> now = state();
        if (now.isPresent() && now.get().hasCanary() && now.get().storageUri().equals(storageUri)) {
            services.apply(service, model, storageUri, OptionalInt.of(0));
        }
        services.apply(service, model, before, OptionalInt.empty());
        awaitSettled(before);
    }

    private TrainyardException gone() {
        return new TrainyardException(
                ErrorCode.UNAVAILABLE, service + " was removed by somebody else: publish the version again");
    }
}
