package dev.trainyard.devkit.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** A job as the gateway shows it; what a message does not say is empty or 0. */
public record Job(
        String id,
        String name,
        String status,
        List<StageState> stages,
        double progress,
        long step,
        long totalSteps,
        double currentEpoch,
        double totalEpochs,
        Map<String, Double> metrics,
        int attempt,
        Optional<Instant> createdAt,
        Optional<Instant> startTime,
        Optional<Instant> endTime,
        Optional<Instant> estimatedCompletion,
        Optional<Double> etaSeconds,
        Optional<Problem> error,
        Optional<Model> model,
        Optional<Evaluation> evaluation,
        Optional<Deployment> deployment,
        boolean settled) {

    /** Fields that are absent in a short view read as empty. */
    public Job {
        stages = Objects.requireNonNullElse(stages, List.of());
        metrics = Objects.requireNonNullElse(metrics, Map.of());
    }

    /** One of prepare, train, export, register, evaluate, deploy. */
    public record StageState(String stage, String status, Optional<String> message) {
        boolean failed() {
            return "failed".equals(status);
        }
    }

    /** Why the job failed. */
    public record Problem(String code, String message) {}

    /** The version that the registry gave. */
    public record Model(String name, int version, Optional<String> reference) {
        /** {@code name/version}. */
        public String shortReference() {
            return name + "/" + version;
        }
    }

    /** Scores of the version. */
    public record Evaluation(Map<String, Double> metrics, boolean gatePassed, List<String> gateMessages) {
        public Evaluation {
            metrics = Objects.requireNonNullElse(metrics, Map.of());
            gateMessages = Objects.requireNonNullElse(gateMessages, List.of());
        }
    }

    /** Where the version is served. */
    public record Deployment(String status, Optional<String> endpoint, Optional<String> servedName) {}

    public boolean succeeded() {
        return "succeeded".equals(status);
    }

    /** Whether training itself is over, well or not. */
    public boolean ended() {
        return List.of("succeeded", "failed", "cancelled").contains(status);
    }

    /** A stage after training that did not work out, if any. */
    public Optional<StageState> failedStage() {
        return stages.stream().filter(StageState::failed).findFirst();
    }

    /** The stage that is under way, if any. */
    public Optional<String> runningStage() {
        return running().map(StageState::stage);
    }

    /** What the stage that is under way says about itself. */
    public Optional<String> runningMessage() {
        return running().flatMap(StageState::message);
    }

    private Optional<StageState> running() {
        return stages.stream().filter(stage -> "running".equals(stage.status())).reduce((first, second) -> second);
    }

    public OptionalDouble metric(String name) {
        Double value = metrics.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
