package dev.trainyard.registry.app;

import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.UsageEvent;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.registry.domain.Checkpoint;
import dev.trainyard.registry.domain.Deployment;
import dev.trainyard.registry.domain.Evaluation;
import dev.trainyard.registry.domain.Export;
import dev.trainyard.registry.domain.Usage;
import dev.trainyard.registry.domain.UsageDay;
import dev.trainyard.registry.domain.VersionHistory;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** Notes what other services tell of jobs and versions. Runs in the transaction of the event. Thread-safe. */
@Singleton
public final class VersionEvents {
    private final VersionHistory history;
    private final Usage usage;
    private final AliasBook aliases;

    VersionEvents(VersionHistory history, Usage usage, AliasBook aliases) {
        this.aliases = aliases;
        this.history = history;
        this.usage = usage;
    }

    public void on(CheckpointSaved event) {
        history.note(new Checkpoint(
                event.jobId(),
                event.step(),
                event.checkpoint(),
                event.best(),
                event.head().time()));
    }

    /** Counted for the day on which the requests were last answered. */
    public void on(UsageEvent event) {
        switch (event) {
            case UsageEvent.UsageMeasured e ->
                usage.add(new UsageDay(
                        e.version().id(),
                        LocalDate.ofInstant(e.to(), ZoneOffset.UTC),
                        e.requests(),
                        e.refused(),
                        e.errors(),
                        e.responseTimes()));
        }
    }

    public void on(EvaluationEvent event) {
        switch (event) {
            case EvaluationEvent.EvaluationStarted e -> note(e, Evaluation.Status.RUNNING);
            case EvaluationEvent.EvaluationSkipped e -> note(e, Evaluation.Status.SKIPPED);
            case EvaluationEvent.EvaluationFailed e -> note(e, Evaluation.Status.FAILED);
            case EvaluationEvent.EvaluationCompleted e -> {
                history.note(new Evaluation(
                        e.evaluationId(),
                        e.version().id(),
                        Evaluation.Status.COMPLETED,
                        e.metrics(),
                        e.samples(),
                        Optional.of(e.gatePassed()),
                        e.head().time()));
                e.promotion()
                        .filter(Promotion::promoted)
                        .ifPresent(promotion -> aliases.promote(
                                e.version().name(),
                                e.version().number(),
                                promotion,
                                e.evaluationId().value()));
            }
        }
    }

    private void note(EvaluationEvent event, Evaluation.Status status) {
        history.note(new Evaluation(
                event.evaluationId(),
                event.version().id(),
                status,
                Map.of(),
                0,
                Optional.empty(),
                event.head().time()));
    }

    /** What passed its comparison belongs to the version; what did not is no part of the registry. */
    public void on(ExportEvent event) {
        switch (event) {
            case ExportEvent.ExportCompleted e ->
                history.note(new Export(
                        e.exportId(),
                        e.version().id(),
                        e.spec(),
                        e.artifact(),
                        e.sourceBytes(),
                        e.bytes(),
                        e.parity(),
                        e.head().time(),
                        Optional.empty()));
            case ExportEvent.ExportDeleted e ->
                history.noteDeleted(e.exportId(), e.head().time());
            case ExportEvent.ExportStarted e -> {}
            case ExportEvent.ExportRefused e -> {}
            case ExportEvent.ExportFailed e -> {}
            case ExportEvent.ExportCancelled e -> {}
        }
    }

    public void on(DeploymentEvent event) {
        switch (event) {
            case DeploymentEvent.DeploymentSkipped e -> {}
            case DeploymentEvent.DeploymentProgressed e -> {}
            case DeploymentEvent.DeploymentRolledBack e -> {}
            case DeploymentEvent.DeploymentStarted e ->
                history.note(new Deployment(
                        e.deploymentId(),
                        e.version().id(),
                        e.target(),
                        Deployment.Status.STARTING,
                        Optional.empty(),
                        Optional.empty(),
                        e.head().time()));
            case DeploymentEvent.DeploymentReady e ->
                history.note(new Deployment(
                        e.deploymentId(),
                        e.version().id(),
                        e.target(),
                        Deployment.Status.READY,
                        Optional.of(e.endpoint().toString()),
                        Optional.of(e.servedName()),
                        e.head().time()));
            case DeploymentEvent.DeploymentFailed e ->
                history.note(ended(e, e.deploymentId(), Deployment.Status.FAILED));
            case DeploymentEvent.DeploymentStopped e ->
                history.note(ended(e, e.deploymentId(), Deployment.Status.STOPPED));
        }
    }

    private static Deployment ended(DeploymentEvent event, DeploymentId id, Deployment.Status status) {
        return new Deployment(
                id,
                event.version().id(),
                "",
                status,
                Optional.empty(),
                Optional.empty(),
                event.head().time());
    }
}
