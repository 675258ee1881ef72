package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentFailed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentProgressed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentRolledBack;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentSkipped;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStarted;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStopped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationFailed;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationSkipped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationStarted;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelEvent.RegistrationFailed;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.AttemptStarted;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.TrainingEvent.StageStarted;
import dev.trainyard.contracts.event.TrainingEvent.TrainingProgressed;
import dev.trainyard.contracts.event.TrainingEvent.ValidationMeasured;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.event.UsageEvent.UsageMeasured;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the events of one job as the other services would send them. */
public final class Events {
    public static final Failure FAILURE = new Failure(ErrorCode.WORKER_LOST, "worker w-1 was lost");

    private final JobId job;
    private final JobSpec spec;
    private final ArtifactRef folder;
    private final ModelVersion version;
    private final EvaluationId evaluation = EvaluationId.next();
    private final DeploymentId deployment = DeploymentId.next();
    private long sequence;

    public Events(JobId job, JobSpec spec) {
        this.job = job;
        this.spec = spec;
        this.folder = new ArtifactRef(URI.create("file:///srv/artifacts/jobs/" + job + "/model"), "ab".repeat(32), 10);
        this.version = new ModelVersion(VersionId.next(), spec.name(), 1, folder);
    }

    private EventHead head(int attempt) {
        return EventHead.now(attempt, sequence++);
    }

    public Event requested(int submission) {
        return new TrainingRequested(head(0), job, submission, spec);
    }

    public Event cancelRequested(int submission) {
        return new CancelRequested(head(0), job, submission, "enough");
    }

    public Event attemptStarted(int submission, int attempt) {
        return new AttemptStarted(head(attempt), job, submission, "w-1", 0);
    }

    public Event stage(int attempt, Stage stage) {
        return new StageStarted(head(attempt), job, stage, "");
    }

    public Event progress(int attempt, long step) {
        Map<String, Double> metrics = Map.of("loss", 3.0 - step / 100.0, "learning_rate", 1e-4);
        return new TrainingProgressed(head(attempt), job, step, 100, step / 100.0, metrics, Optional.of(100.0 - step));
    }

    public Event validation(int attempt) {
        return new ValidationMeasured(head(attempt), job, 50, 0.5, Map.of("validation_loss", 2.0));
    }

    public Event checkpoint(int attempt) {
        return new CheckpointSaved(head(attempt), job, 50, folder, true);
    }

    public Event succeeded(int submission, int attempt) {
        TrainedModel model = new TrainedModel(
                folder,
                Optional.empty(),
                Optional.empty(),
                "LlamaForCausalLM",
                1,
                1,
                Optional.empty(),
                "cd".repeat(32));
        return new JobSucceeded(head(attempt), job, submission, spec, model, Map.of("train_loss", 1.5), 100, 1000);
    }

    public Event attemptFailed(int submission, int attempt, boolean willRetry) {
        return new AttemptFailed(head(attempt), job, submission, FAILURE, willRetry);
    }

    public Event cancelled(int submission, int attempt) {
        return new JobCancelled(head(attempt), job, submission, "enough", 0);
    }

    public Event registered() {
        TrainedModel model = new TrainedModel(
                folder,
                Optional.empty(),
                Optional.empty(),
                "LlamaForCausalLM",
                1,
                1,
                Optional.empty(),
                "cd".repeat(32));
        return new VersionRegistered(head(0), version, job, model, spec);
    }

    public Event registrationFailed() {
        return new RegistrationFailed(head(0), job, FAILURE);
    }

    public Event evaluationStarted() {
        return new EvaluationStarted(head(0), evaluation, version, Optional.of(job));
    }

    public Event evaluated(boolean gatePassed) {
        List<String> messages = gatePassed ? List.of() : List.of("perplexity 9 is above 5");
        return new EvaluationCompleted(
                head(0),
                evaluation,
                version,
                Optional.of(job),
                Map.of("perplexity", 9.0),
                3,
                gatePassed,
                messages,
                List.of(),
                spec.deployment());
    }

    public Event evaluationSkipped() {
        return new EvaluationSkipped(
                head(0), evaluation, version, Optional.of(job), "no held-out rows", spec.deployment());
    }

    /** About a model that no job has trained. */
    public Event imported() {
        return new VersionImported(head(0), version, spec.evaluation(), spec.deployment());
    }

    public Event evaluationFailed() {
        return new EvaluationFailed(head(0), evaluation, version, Optional.of(job), FAILURE);
    }

    public Event deploymentSkipped() {
        return new DeploymentSkipped(head(0), version, Optional.of(job), "auto_deploy is off");
    }

    public Event deploymentStarted() {
        return new DeploymentStarted(head(0), deployment, version, Optional.of(job), "local");
    }

    public Event deployed() {
        URI endpoint = URI.create("http://127.0.0.1:9000/v1");
        return new DeploymentReady(head(0), deployment, version, Optional.of(job), "local", endpoint, spec.name());
    }

    public Event deploymentProgressed() {
        return new DeploymentProgressed(head(0), deployment, version, Optional.of(job), 10, "step 1 of 3");
    }

    public Event deploymentRolledBack() {
        return new DeploymentRolledBack(
                head(0), deployment, version, Optional.of(job), "too many errors", Optional.empty());
    }

    public Event deploymentFailed() {
        return new DeploymentFailed(head(0), deployment, version, Optional.of(job), FAILURE);
    }

    public Event deploymentStopped() {
        return new DeploymentStopped(head(0), deployment, version, Optional.of(job), "asked for");
    }

    public Event used() {
        Instant now = Instant.now();
        return new UsageMeasured(head(0), deployment, version, now, now, 1, 0, 0, ResponseTimes.none());
    }
}
