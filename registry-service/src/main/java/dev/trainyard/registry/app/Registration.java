package dev.trainyard.registry.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelEvent.RegistrationFailed;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.messaging.Outbox;
import dev.trainyard.registry.domain.AuditLog;
import dev.trainyard.registry.domain.ModelContent;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.Origin;
import dev.trainyard.registry.domain.RegisteredVersion;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a trained model its version. Runs in the transaction of the event that is being handled. */
@Singleton
public final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final ModelRegistry registry;
    private final ArtifactStore artifacts;
    private final Lineage lineage;
    private final AuditLog audit;
    private final Outbox outbox;
    private final MeterRegistry meters;

    Registration(
            ModelRegistry registry,
            ArtifactStore artifacts,
            Lineage lineage,
            AuditLog audit,
            Outbox outbox,
            MeterRegistry meters) {
        this.registry = registry;
        this.artifacts = artifacts;
        this.lineage = lineage;
        this.audit = audit;
        this.outbox = outbox;
        this.meters = meters;
    }

    /**
     * Registers the model of a job, once: a job whose success is reported again, by whichever attempt, keeps the version
     * it has. A model whose files are not what was announced is not registered, and the job is told why.
     */
    public void register(JobSucceeded succeeded) {
        Optional<RegisteredVersion> present = registry.versionOf(succeeded.jobId());
        if (present.isPresent()) {
            LOG.info(
                    "attempt {} reports a success that is registered as {}: ignored",
                    succeeded.head().attempt(),
                    present.get().version().reference());
            return;
        }
        Optional<Failure> failure = damage(succeeded.model());
        if (failure.isPresent()) {
            refuse(succeeded, failure.get());
        } else {
            add(succeeded);
        }
    }

    /** Before anything is locked: hashing a large model takes its time. */
    private Optional<Failure> damage(TrainedModel model) {
        try {
            Stream.of(Optional.of(model.model()), model.adapter(), model.heldOut())
                    .flatMap(Optional<ArtifactRef>::stream)
                    .forEach(artifacts::verify);
            return Optional.empty();
        } catch (TrainyardException e) {
            return Optional.of(e.failure());
        } catch (UncheckedIOException e) {
            LOG.error("the files of the model cannot be read", e);
            return Optional.of(new Failure(ErrorCode.UNAVAILABLE, e.getMessage() + ": " + e.getCause()));
        }
    }

    private void refuse(JobSucceeded succeeded, Failure failure) {
        LOG.warn("not registered: {}", failure.message());
        meters.counter("trainyard.registrations.failed", "code", failure.code().name())
                .increment();
        outbox.publish(new RegistrationFailed(headAfter(succeeded), succeeded.jobId(), failure));
    }

    private void add(JobSucceeded succeeded) {
        String name = succeeded.spec().name();
        TrainedModel trained = succeeded.model();
        ModelVersion version = new ModelVersion(VersionId.next(), name, registry.takeNumber(name), trained.model());
        registry.add(new RegisteredVersion(
                version,
                ModelContent.huggingFace(trained.architecture(), trained.parameterCount()),
                training(succeeded),
                Instant.now().truncatedTo(ChronoUnit.MICROS)));
        audit.add(
                "trainer-worker",
                "version.registered",
                name,
                Map.of(),
                Map.of("version", version.number(), "job_id", succeeded.jobId().value()));
        outbox.publish(
                new VersionRegistered(headAfter(succeeded), version, succeeded.jobId(), trained, succeeded.spec()));
        meters.counter("trainyard.versions.registered").increment();
        LOG.info("registered {} ({} parameters)", version.reference(), trained.parameterCount());
    }

    private Origin.Training training(JobSucceeded succeeded) {
        TrainedModel trained = succeeded.model();
        return new Origin.Training(
                succeeded.jobId(),
                trained,
                lineage.baseOf(trained).map(RegisteredVersion::id),
                succeeded.spec(),
                succeeded.metrics(),
                succeeded.trainedTokens(),
                succeeded.durationMillis());
    }

    private static EventHead headAfter(JobSucceeded succeeded) {
        return EventHead.now(succeeded.head().attempt(), 0);
    }
}
