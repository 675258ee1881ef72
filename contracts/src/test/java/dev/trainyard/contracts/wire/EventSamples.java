package dev.trainyard.contracts.wire;

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
import dev.trainyard.contracts.event.ExportEvent.ExportCancelled;
import dev.trainyard.contracts.event.ExportEvent.ExportCompleted;
import dev.trainyard.contracts.event.ExportEvent.ExportDeleted;
import dev.trainyard.contracts.event.ExportEvent.ExportFailed;
import dev.trainyard.contracts.event.ExportEvent.ExportRefused;
import dev.trainyard.contracts.event.ExportEvent.ExportStarted;
import dev.trainyard.contracts.event.ModelEvent.RegistrationFailed;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.Promotion;
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
import dev.trainyard.contracts.id.EventId;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.DataSpec;
import dev.trainyard.contracts.spec.ExportSpec;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One event of every kind, with fixed values. */
final class EventSamples {
    private static final String ULID = "01k3qzv5m8f0a2b4c6d8e0f2g4";
    private static final EventHead HEAD =
            new EventHead(new EventId("evt-" + ULID), 2, 17, Instant.parse("2026-01-15T10:30:15.123456Z"));
    private static final JobId JOB = new JobId("job-" + ULID);
    private static final ArtifactRef MODEL =
            new ArtifactRef(URI.create("file:///srv/artifacts/jobs/job-1/model"), "ab".repeat(32), 1_048_576);
    private static final ArtifactRef ADAPTER =
            new ArtifactRef(URI.create("file:///srv/artifacts/jobs/job-1/adapter"), "cd".repeat(32), 4096);
    private static final ModelVersion VERSION =
            new ModelVersion(new VersionId("ver-" + ULID), "course-assistant", 3, MODEL);
    private static final Optional<JobId> OF_JOB = Optional.of(JOB);
    private static final ModelVersion IMPORTED =
            new ModelVersion(new VersionId("ver-" + ULID), "course-assistant", 4, MODEL, ModelFormat.GGUF);
    private static final EvaluationId EVALUATION = new EvaluationId("eval-" + ULID);
    private static final ExportId EXPORT = new ExportId("exp-" + ULID);
    private static final ExportSpec EXPORT_SPEC = new ExportSpec(
            ExportSpec.Format.GGUF,
            Optional.of("q8_0"),
            false,
            new ExportSpec.Comparison(
                    Optional.empty(), DataSpec.Format.JSONL, 64, 512, Optional.of(0.01), Optional.empty()));
    private static final DeploymentId DEPLOYMENT = new DeploymentId("dep-" + ULID);
    private static final Failure FAILURE = new Failure(ErrorCode.OUT_OF_MEMORY, "the job needs 9 GB of 8 GB memory");
    private static final TrainedModel TRAINED = new TrainedModel(
            MODEL,
            Optional.of(ADAPTER),
            Optional.empty(),
            "LlamaForCausalLM",
            260_032,
            4096,
            Optional.of("/srv/models/tiny"),
            "ef".repeat(32));

    private EventSamples() {}

    static JobSpec spec() {
        return JobSpecReader.read("""
                name: course-assistant
                model: {base: /srv/models/tiny}
                training_data: {path: /srv/data/pairs.jsonl, validation_split: 0.1}
                hyperparameters: {learning_rate: 1e-4, epochs: 2, max_steps: 100}
                adapter: {r: 8}
                evaluation: {thresholds: {perplexity: 20}}
                metadata: {team: courses}
                """);
    }

    static List<Event> all() {
        Map<String, Double> metrics = Map.of("loss", 2.345, "learning_rate", 1e-4);
        return List.of(
                new TrainingRequested(HEAD, JOB, 1, spec()),
                new CancelRequested(HEAD, JOB, 1, "asked for by the user"),
                new AttemptStarted(HEAD, JOB, 1, "worker-1", 200),
                new StageStarted(HEAD, JOB, Stage.TRAIN, "1000 steps"),
                new TrainingProgressed(HEAD, JOB, 10, 1000, 0.5, metrics, Optional.of(12.5)),
                new ValidationMeasured(HEAD, JOB, 100, 1.0, Map.of("validation_loss", 2.5)),
                new CheckpointSaved(HEAD, JOB, 100, MODEL, true),
                new JobSucceeded(HEAD, JOB, 1, spec(), TRAINED, metrics, 51_200, 60_000),
                new AttemptFailed(HEAD, JOB, 1, FAILURE, true),
                new JobCancelled(HEAD, JOB, 1, "asked for by the user", 42),
                new VersionRegistered(HEAD, VERSION, JOB, TRAINED, spec()),
                new RegistrationFailed(HEAD, JOB, FAILURE),
                new VersionImported(HEAD, IMPORTED, spec().evaluation(), spec().deployment()),
                new EvaluationStarted(HEAD, EVALUATION, VERSION, OF_JOB),
                new EvaluationCompleted(
                        HEAD,
                        EVALUATION,
                        VERSION,
                        OF_JOB,
                        Map.of("perplexity", 12.5),
                        40,
                        false,
                        List.of("perplexity 12.5 is above 10"),
                        List.of(ADAPTER),
                        spec().deployment(),
                        Optional.of(new Promotion(
                                "champion",
                                false,
                                Optional.of(2),
                                "not promoted to champion: a threshold does not hold"))),
                new EvaluationSkipped(HEAD, EVALUATION, VERSION, OF_JOB, "no held-out rows", spec().deployment()),
                new EvaluationFailed(HEAD, EVALUATION, VERSION, OF_JOB, FAILURE),
                new ExportStarted(HEAD, EXPORT, VERSION, EXPORT_SPEC),
                new ExportCompleted(
                        HEAD,
                        EXPORT,
                        VERSION,
                        EXPORT_SPEC,
                        ADAPTER,
                        1_048_576,
                        4096,
                        Map.of("mean_divergence", 0.002, "perplexity_change", 0.001)),
                new ExportRefused(
                        HEAD,
                        EXPORT,
                        VERSION,
                        EXPORT_SPEC,
                        List.of("the mean divergence is 0.2, at most 0.01 is allowed"),
                        Map.of("mean_divergence", 0.2),
                        ADAPTER),
                new ExportFailed(HEAD, EXPORT, VERSION, EXPORT_SPEC, FAILURE),
                new ExportCancelled(HEAD, EXPORT, VERSION, EXPORT_SPEC),
                new ExportDeleted(HEAD, EXPORT, VERSION, EXPORT_SPEC),
                new DeploymentSkipped(HEAD, VERSION, OF_JOB, "auto_deploy is off"),
                new DeploymentStarted(HEAD, DEPLOYMENT, VERSION, OF_JOB, "local"),
                new DeploymentReady(
                        HEAD,
                        DEPLOYMENT,
                        VERSION,
                        OF_JOB,
                        "local",
                        URI.create("http://127.0.0.1:9000/v1"),
                        "course-assistant"),
                new DeploymentProgressed(
                        HEAD, DEPLOYMENT, VERSION, OF_JOB, 50, "the step before held its limits; step 2 of 3"),
                new DeploymentRolledBack(
                        HEAD,
                        DEPLOYMENT,
                        VERSION,
                        OF_JOB,
                        "step 2 of 3: 3 of 10 answers were errors",
                        Optional.of(VERSION)),
                new DeploymentFailed(HEAD, DEPLOYMENT, VERSION, OF_JOB, FAILURE),
                new DeploymentStopped(HEAD, DEPLOYMENT, VERSION, OF_JOB, "asked for by the user"),
                new UsageMeasured(
                        HEAD,
                        DEPLOYMENT,
                        VERSION,
                        HEAD.time().minusSeconds(10),
                        HEAD.time(),
                        3,
                        1,
                        1,
                        ResponseTimes.none()));
    }
}
