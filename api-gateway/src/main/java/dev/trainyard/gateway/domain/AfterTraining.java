package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentFailed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentProgressed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentRolledBack;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentSkipped;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStarted;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStopped;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationFailed;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationSkipped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationStarted;
import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.event.ModelEvent.RegistrationFailed;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.gateway.domain.Served.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * The part of {@link JobLife} that follows an exported model. These events come over other topics than those of the
 * worker, so they may arrive before its last one: they change stages and outcome, never the state.
 */
final class AfterTraining {
    private AfterTraining() {}

    static Optional<Job> registration(Job job, ModelEvent event) {
        Instant time = event.head().time();
        return switch (event) {
            case VersionRegistered e -> of(job, e.version(), time);
            case VersionImported e -> Optional.empty();
            case RegistrationFailed e -> {
                boolean known = job.outcome().model().isPresent() || neverRan(job);
                yield known
                        ? Optional.empty()
                        : Optional.of(job.with(
                                job.stages().failed(Stage.REGISTER, e.failure().message(), time)));
            }
        };
    }

    private static boolean neverRan(Job job) {
        return job.state().submission() == 0;
    }

    /** The job with its model, as any later event shows it too; empty where the event is about another version. */
    private static Optional<Job> of(Job job, ModelVersion version, Instant time) {
        Optional<ModelVersion> known = job.outcome().model();
        boolean other = known.filter(model -> !model.id().equals(version.id())).isPresent();
        if (other || neverRan(job)) {
            return Optional.empty();
        }
        if (known.isPresent()) {
            return Optional.of(job);
        }
        Stages stages = job.stages().succeeded(Stage.REGISTER, version.reference(), time);
        return Optional.of(job.with(job.outcome().with(version)).with(stages));
    }

    static Optional<Job> evaluation(Job job, EvaluationEvent event) {
        Instant time = event.head().time();
        return of(job, event.version(), time)
                .filter(at -> !isOlder(event.evaluationId(), at.outcome().evaluationId()))
                .flatMap(at -> evaluated(at, event, time));
    }

    private static boolean isOlder(EvaluationId id, Optional<EvaluationId> newest) {
        return newest.filter(known -> known.value().compareTo(id.value()) > 0).isPresent();
    }

    private static Optional<Job> evaluated(Job job, EvaluationEvent event, Instant time) {
        Stages stages = job.stages();
        Job at = job.with(job.outcome().with(event.evaluationId()));
        return switch (event) {
            case EvaluationStarted e -> {
                boolean over = job.outcome().evaluationId().equals(Optional.of(e.evaluationId()))
                        && stages.of(Stage.EVALUATE).status().ended();
                yield over ? Optional.empty() : Optional.of(at.with(stages.running(Stage.EVALUATE, "", time)));
            }
            case EvaluationCompleted e ->
                Optional.of(
                        at.with(at.outcome().with(scores(e))).with(stages.succeeded(Stage.EVALUATE, verdict(e), time)));
            case EvaluationSkipped e -> Optional.of(at.with(stages.skipped(Stage.EVALUATE, e.reason(), time)));
            case EvaluationFailed e ->
                Optional.of(at.with(stages.failed(Stage.EVALUATE, e.failure().message(), time)));
        };
    }

    private static Scores scores(EvaluationCompleted e) {
        return new Scores(e.evaluationId(), e.metrics(), e.samples(), e.gatePassed(), e.gateMessages(), e.reports());
    }

    private static String verdict(EvaluationCompleted e) {
        return e.gatePassed() ? "" : "gate not passed: " + String.join("; ", e.gateMessages());
    }

    static Optional<Job> deployment(Job job, DeploymentEvent event) {
        Instant time = event.head().time();
        return of(job, event.version(), time).flatMap(at -> deployed(at, event, time));
    }

    private static Optional<Job> deployed(Job job, DeploymentEvent event, Instant time) {
        Stages stages = job.stages();
        return switch (event) {
            case DeploymentSkipped e -> Optional.of(job.with(stages.skipped(Stage.DEPLOY, e.reason(), time)));
            case DeploymentStarted e -> {
                boolean over = job.outcome()
                        .served()
                        .filter(known -> known.deploymentId()
                                        .value()
                                        .compareTo(e.deploymentId().value())
                                >= 0)
                        .isPresent();
                Served starting = new Served(e.deploymentId(), Status.STARTING, Optional.empty(), Optional.empty());
                yield over
                        ? Optional.empty()
                        : Optional.of(job.with(job.outcome().with(starting))
                                .with(stages.running(Stage.DEPLOY, e.target(), time)));
            }
            case DeploymentReady e ->
                newest(job, e.deploymentId())
                        .map(at -> at.with(at.outcome()
                                        .with(new Served(
                                                e.deploymentId(),
                                                Status.READY,
                                                Optional.of(e.endpoint()),
                                                Optional.of(e.servedName()))))
                                .with(stages.succeeded(
                                        Stage.DEPLOY, e.endpoint().toString(), time)));
            case DeploymentProgressed e ->
                newest(job, e.deploymentId())
                        .map(at -> at.with(stages.running(
                                Stage.DEPLOY, e.weightPercent() + " % of the requests: " + e.reason(), time)));
            case DeploymentRolledBack e -> Optional.empty();
            case DeploymentFailed e ->
                newest(job, e.deploymentId())
                        .map(at -> serving(at, e.deploymentId(), Status.FAILED)
                                .with(stages.failed(Stage.DEPLOY, e.failure().message(), time)));
            case DeploymentStopped e ->
                newest(job, e.deploymentId()).map(at -> serving(at, e.deploymentId(), Status.STOPPED));
        };
    }

    private static Optional<Job> newest(Job job, DeploymentId id) {
        boolean older = job.outcome()
                .served()
                .filter(known -> known.deploymentId().value().compareTo(id.value()) > 0)
                .isPresent();
        return older ? Optional.empty() : Optional.of(job);
    }

    private static Job serving(Job job, DeploymentId id, Status status) {
        Served known = job.outcome()
                .served()
                .filter(served -> served.deploymentId().equals(id))
                .orElse(new Served(id, status, Optional.empty(), Optional.empty()));
        return job.with(job.outcome().with(known.with(status)));
    }
}
