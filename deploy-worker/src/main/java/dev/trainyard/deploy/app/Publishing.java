package dev.trainyard.deploy.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Starting;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.ModelRegistry;
import dev.trainyard.deploy.domain.Publication;
import dev.trainyard.deploy.domain.Publisher;
import dev.trainyard.deploy.domain.Release;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies at targets outside of this service, made to match what the ledger says: one {@link #reconcile} begins what
 * is missing, each on a thread of its own and one at a time for each name, and what a killed service had begun is begun
 * again.
 *
 * <p>Confined to one thread, {@link #reconcile} and {@link #stopAll}.
 */
@Singleton
final class Publishing {
    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private final DeploymentLedger ledger;
    private final PublicationLedger publications;
    private final ModelRegistry registry;
    private final ArtifactStore artifacts;
    private final DeployConfig.Publishing config;
    private final Clock clock = Clock.systemUTC();
    private final Map<Target, Publisher> publishers = new EnumMap<>(Target.class);
    private final Map<String, Thread> running = new HashMap<>();
    private final Map<String, Instant> nextCheck = new HashMap<>();

    Publishing(
            DeploymentLedger ledger,
            PublicationLedger publications,
            ModelRegistry registry,
            ArtifactStore artifacts,
            DeployConfig config,
            @All List<Publisher> publishers) {
        this.ledger = ledger;
        this.publications = publications;
        this.registry = registry;
        this.artifacts = artifacts;
        this.config = config.publishing();
        publishers.forEach(publisher -> this.publishers.put(publisher.target(), publisher));
    }

    /** What is wrong with the wish for a target, in words; empty where it can be tried. */
    List<String> problems(DeploymentSpec wanted) {
        if (wanted.deploymentTarget() == Target.LOCAL) {
            return List.of();
        }
        Publisher publisher = publishers.get(wanted.deploymentTarget());
        return publisher == null
                ? List.of("this service has no target "
                        + wanted.deploymentTarget().name().toLowerCase(Locale.ROOT))
                : publisher.problems(wanted);
    }

    /** Begins what is to be done at targets; returns at once. */
    void reconcile() {
        running.values().removeIf(thread -> !thread.isAlive());
        for (Deployment deployment : ledger.wanted()) {
            Publisher publisher = publishers.get(deployment.target());
            if (publisher != null) {
                tend(deployment, publisher);
            }
        }
        for (Deployment deployment : publications.useless()) {
            Publisher publisher = publishers.get(deployment.target());
            if (publisher != null) {
                begin(deployment, () -> withdraw(deployment, publisher));
            }
        }
    }

    /** Interrupts what is under way; it is done again with the next start of the service. */
    void stopAll() {
        List<Thread> threads = new ArrayList<>(running.values());
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void tend(Deployment deployment, Publisher publisher) {
        switch (deployment.state()) {
            case Starting starting -> begin(deployment, () -> publish(deployment, publisher));
            case Ready ready -> {
                if (isDue(deployment)) {
                    begin(deployment, () -> check(deployment, publisher));
                }
            }
            case Canary canary -> {}
            case Failed failed -> {}
            case Stopped stopped -> {}
        }
    }

    private boolean isDue(Deployment deployment) {
        Instant now = clock.instant();
        Instant due = nextCheck.computeIfAbsent(deployment.id().value(), id -> now.plus(config.checkInterval()));
        if (now.isBefore(due)) {
            return false;
        }
        nextCheck.put(deployment.id().value(), now.plus(config.checkInterval()));
        return deployment.wanted().healthCheckEnabled();
    }

    private void begin(Deployment deployment, Work work) {
        String key = deployment.target() + " " + deployment.servedName();
        running.computeIfAbsent(
                key,
                name -> Thread.ofPlatform().daemon().name("publish " + name).start(() -> finish(deployment, work)));
    }

    private void finish(Deployment deployment, Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            LOG.info("{} is left as it is: the service is stopping", deployment.id());
        } catch (RuntimeException e) {
            LOG.error("{} could not be recorded; trying again", deployment.id(), e);
        }
    }

    private void publish(Deployment deployment, Publisher publisher) throws InterruptedException {
        Optional<Publication> made = Optional.empty();
        try {
            Publication publication = tried(
                    () -> publisher.publish(release(deployment), publications.steps(deployment.id())), deployment);
            publications.published(deployment.id(), publication);
            made = Optional.of(publication);
            if (deployment.wanted().healthCheckEnabled()) {
                tried(() -> checked(publisher, publication), deployment);
            }
            if (!ledger.ready(deployment.id(), publication.endpoint())) {
                LOG.info("{} was ended while it was being published: the one before is current again", deployment.id());
                rollBack(deployment, publisher, publication);
            }
        } catch (TrainyardException e) {
            made.ifPresent(publication -> rollBack(deployment, publisher, publication));
            ledger.fail(deployment.id(), e.failure());
        } catch (RuntimeException e) {
            LOG.error("{} could not be published", deployment.id(), e);
            made.ifPresent(publication -> rollBack(deployment, publisher, publication));
            ledger.fail(deployment.id(), Defects.failure("the model could not be published", e));
        }
    }

    private Release release(Deployment deployment) {
        return new Release(
                deployment.id(),
                deployment.version(),
                artifacts.verified(deployment.version().artifact()),
                deployment.wanted(),
                publications.metrics(deployment),
                registry.find(deployment.version().id().value()).lineage(),
                publications.current(deployment));
    }

    private void check(Deployment deployment, Publisher publisher) throws InterruptedException {
        Optional<Publication> publication = publications.record(deployment.id()).publication();
        if (publication.isEmpty()) {
            return;
        }
        try {
            tried(() -> checked(publisher, publication.get()), deployment);
        } catch (TrainyardException e) {
            if (deployment.wanted().autoRollback()) {
                rollBack(deployment, publisher, publication.get());
            }
            ledger.fail(deployment.id(), e.failure());
        }
    }

    private static Publication checked(Publisher publisher, Publication publication) throws InterruptedException {
        publisher.check(publication);
        return publication;
    }

    /** What a target does not let us undo is told and left; the deployment has failed all the same. */
    private static void rollBack(Deployment deployment, Publisher publisher, Publication publication) {
        try {
            publisher.rollBack(publication);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("{} could not be rolled back at its target", deployment.id(), e);
        }
    }

    private void withdraw(Deployment deployment, Publisher publisher) throws InterruptedException {
        Optional<Publication> publication = publications.record(deployment.id()).publication();
        if (publication.isPresent()) {
            try {
                publisher.withdraw(publication.get());
            } catch (TrainyardException e) {
                LOG.warn("{} could not be withdrawn yet: {}", deployment.id(), e.getMessage());
                Thread.sleep(config.pause());
                return;
            }
        }
        publications.withdrawn(deployment.id());
        LOG.info("{} of {} is withdrawn", deployment.id(), deployment.version().reference());
    }

    private Publication tried(Attempt attempt, Deployment deployment) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return attempt.run();
            } catch (TrainyardException e) {
                if (e.code().kind() != ErrorKind.RETRYABLE || tries >= config.tries()) {
                    throw e;
                }
                LOG.warn("{}: {}; trying again", deployment.id(), e.getMessage());
                Thread.sleep(config.pause());
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    @FunctionalInterface
    private interface Attempt {
        Publication run() throws InterruptedException;
    }
}
