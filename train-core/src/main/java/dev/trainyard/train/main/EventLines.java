package dev.trainyard.train.main;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.train.TrainEvent;
import dev.trainyard.train.TrainListener;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Writes events as JSON, one object a line. Small models take many steps a second: of those within 0.2 seconds only the
 * first is written, and always the first and the last step of the run.
 */
final class EventLines implements TrainListener {
    private static final long INTERVAL_NANOS = 200_000_000;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private long lastStepNanos;
    private boolean stepWritten;

    EventLines(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void on(TrainEvent event) {
        line(event).ifPresent(this::write);
    }

    void failed(TrainingFailure failure) {
        write(event("failed").put("code", failure.code().name()).put("message", failure.getMessage()));
    }

    private Optional<ObjectNode> line(TrainEvent event) {
        return switch (event) {
            case TrainEvent.StageStarted started ->
                Optional.of(event("stage")
                        .put("stage", started.stage().name().toLowerCase(Locale.ROOT))
                        .put("message", started.message()));
            case TrainEvent.Prepared prepared ->
                Optional.of(
                        message("prepare", "Prepared " + prepared.preparation().summary()));
            case TrainEvent.Forecast forecast ->
                Optional.of(message(
                        "train", "All steps will take about " + forecast.time().toSeconds() + " s"));
            case TrainEvent.Accounted account -> Optional.of(message("export", account.summary()));
            case TrainEvent.Resumed resumed -> Optional.of(event("resumed").put("step", resumed.step()));
            case TrainEvent.StepTaken step -> isDue(step) ? Optional.of(progress(step)) : Optional.empty();
            case TrainEvent.Validated validated -> Optional.of(validation(validated));
            case TrainEvent.CheckpointSaved saved ->
                Optional.of(event("checkpoint")
                        .put("step", saved.step())
                        .put("path", saved.path().toString())
                        .put("best", saved.best()));
            case TrainEvent.Cancelled cancelled ->
                Optional.of(event("cancelled").put("step", cancelled.step()));
            case TrainEvent.Succeeded succeeded -> Optional.of(succeeded(succeeded.model()));
            case TrainEvent.StoppedEarly stopped -> Optional.of(message("train", stopped.message()));
            case TrainEvent.EpochEnded ended -> Optional.empty();
        };
    }

    private boolean isDue(TrainEvent.StepTaken step) {
        long now = nanoTime.getAsLong();
        boolean due = !stepWritten || step.step() == step.totalSteps() || now - lastStepNanos >= INTERVAL_NANOS;
        if (due) {
            stepWritten = true;
            lastStepNanos = now;
        }
        return due;
    }

    private static ObjectNode progress(TrainEvent.StepTaken step) {
        ObjectNode line = event("progress")
                .put("step", step.step())
                .put("total_steps", step.totalSteps())
                .put("epoch", step.epoch())
                .put("tokens", step.tokens())
                .put("eta_seconds", step.remaining().toMillis() / 1e3);
        ObjectNode metrics = line.putObject("metrics")
                .put("loss", step.loss())
                .put("learning_rate", step.learningRate())
                .put("grad_norm", step.gradNorm())
                .put("tokens_per_second", step.tokensPerSecond());
        putAll(metrics, step.rewards());
        return line;
    }

    private static ObjectNode validation(TrainEvent.Validated validated) {
        ObjectNode line = event("validation").put("step", validated.step()).put("epoch", validated.epoch());
        putAll(line.putObject("metrics"), validated.score().metrics());
        return line;
    }

    private static ObjectNode succeeded(TrainEvent.TrainedModel model) {
        ObjectNode line = event("succeeded").put("model_path", model.modelPath().toString());
        model.adapterPath().ifPresent(path -> line.put("adapter_path", path.toString()));
        model.heldOutPath().ifPresent(path -> line.put("held_out_path", path.toString()));
        line.put("architecture", model.architecture())
                .put("parameter_count", model.parameterCount())
                .put("trainable_parameter_count", model.trainableParameterCount())
                .put("dataset_sha256", model.datasetSha256());
        putAll(line.putObject("metrics"), model.metrics());
        return line.put("trained_tokens", model.trainedTokens())
                .put("duration_millis", model.duration().toMillis());
    }

    private static void putAll(ObjectNode node, Map<String, Double> values) {
        values.forEach(node::put);
    }

    private static ObjectNode message(String stage, String message) {
        return event("stage").put("stage", stage).put("message", message);
    }

    private static ObjectNode event(String name) {
        return JsonNodeFactory.instance.objectNode().put("event", name);
    }

    private void write(ObjectNode line) {
        out.println(line);
        out.flush();
    }
}
