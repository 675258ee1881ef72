package dev.trainyard.train;

import dev.trainyard.checkpoint.CheckpointStore;
import dev.trainyard.data.BatchPlan;
import dev.trainyard.data.BatchSource;
import dev.trainyard.data.Batching;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.TokenRow;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.optim.Optimizer;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.optim.WeightDecay;
import dev.trainyard.tensor.Rng;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A whole run: prepare model and data, train, export.
 *
 * <pre>{@code
 * Training.run(TrainConfigJson.read(Path.of("train.json")), Path.of("out"), TrainListener.NONE, StopSignal.NEVER);
 * }</pre>
 *
 * <p>Leaves in the output folder {@code spec.json}, {@code training.log}, {@code steps.jsonl}, {@code metrics.json},
 * {@code held_out.jsonl} if rows were held out, {@code checkpoints/}, {@code adapter/} if there is one, and {@code
 * model/}. One run at a time in a process, because dropout draws from the process' random numbers.
 */
public final class Training {
    private static final String CHECKPOINTS = "checkpoints";

    private final TrainConfig config;
    private final Path output;
    private final TrainListener listener;
    private final StopSignal stop;

    /** How a run ended, if it did not fail. */
    public enum Outcome {
        /** The trained model is on disk. */
        SUCCEEDED,
        /** The stop signal came; a checkpoint is on disk. */
        CANCELLED
    }

    private Training(TrainConfig config, Path output, TrainListener listener, StopSignal stop) {
        this.config = config;
        this.output = output;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * Trains from the start.
     *
     * @param output folder that holds no checkpoints yet; created if missing
     * @throws TrainingFailure with what must be corrected; or any other exception, see {@link Failures}
     */
    public static Outcome run(TrainConfig config, Path output, TrainListener listener, StopSignal stop) {
        requireNoCheckpoints(output.resolve(CHECKPOINTS));
        return start(config, output, listener, stop);
    }

    /**
     * Goes on from the newest whole checkpoint in the output folder, or from the start if there is none.
     *
     * @throws TrainingFailure as {@link #run}; INVALID_SPEC if the checkpoint is of another run
     */
    public static Outcome resume(TrainConfig config, Path output, TrainListener listener, StopSignal stop) {
        return start(config, output, listener, stop);
    }

    private static void requireNoCheckpoints(Path folder) {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new TrainingFailure(
                            FailureCode.INVALID_SPEC,
                            folder + " holds checkpoints of an earlier run: resume it, or train into another folder");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Outcome start(TrainConfig config, Path output, TrainListener listener, StopSignal stop) {
        try (RunFiles files = new RunFiles(output, Clock.systemDefaultZone())) {
            Files.writeString(output.resolve("spec.json"), TrainConfigJson.write(config));
            return logged(files, new Training(config, output, files.and(listener), stop));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome logged(RunFiles files, Training training) throws IOException {
        try {
            return training.run();
        } catch (RuntimeException e) {
            files.log("Failed: " + Failures.classify(e).getMessage());
            throw e;
        }
    }

    private Outcome run() {
        stage(TrainEvent.Stage.PREPARE, "Preparing model and data");
        Rng.global().seed(config.seed());
        try (PreparedModel model = new ModelPreparation(config).prepare(output.resolve("tokenizer"))) {
            PreparedData data = PreparedData.read(config.data(), config.seed(), model);
            Optional<Path> heldOut = data.writeHeldOut(model, output.resolve("held_out.jsonl"));
            return train(model, data, heldOut);
        }
    }

    private Outcome train(PreparedModel model, PreparedData data, Optional<Path> heldOut) {
        TrainedWeights weights = model.weights();
        try (ParameterBuffer parameters = new ParameterBuffer(weights.trainable(), WeightDecay::appliesTo);
                Optimizer optimizer = Optimizers.of(config.optim(), parameters)) {
            RunCheckpoints checkpoints = new RunCheckpoints(store(), weights, optimizer, config);
            TrainerState start = checkpoints.restoreNewest().orElseGet(() -> rehearsed(checkpoints));
            if (start.step() > 0) {
                listener.on(new TrainEvent.Resumed(start.step()));
            }
            stage(TrainEvent.Stage.TRAIN, "Training on " + data.describe());
            Objective objective =
                    new SupervisedLoss(model.model(), config.loop().gradientCheckpointing());
            Optional<Validator> validator = data.heldOut().map(this::validator);
            Trainer trainer = new Trainer(
                    config,
                    new Trainer.Parts(
                            model.model().mode(),
                            objective,
                            parameters,
                            optimizer,
                            batches(data),
                            validator,
                            checkpoints),
                    start,
                    listener);
            TrainerState end = trainer.run(stop);
            trainer.save();
            if (!trainer.isFinished()) {
                listener.on(new TrainEvent.Cancelled(end.step()));
                return Outcome.CANCELLED;
            }
            takeBest(end, checkpoints);
            export(model, data, heldOut, end, validator);
            return Outcome.SUCCEEDED;
        }
    }

    private CheckpointStore store() {
        return CheckpointStore.open(
                output.resolve(CHECKPOINTS),
                RunFingerprint.of(config),
                config.checkpoints().keepLast());
    }

    /** Finds out before the first step whether there is room and permission to save. */
    private TrainerState rehearsed(RunCheckpoints checkpoints) {
        TrainerState fresh = TrainerState.fresh(config.validation());
        checkpoints.rehearse(fresh);
        return fresh;
    }

    private BatchSource batches(PreparedData data) {
        BatchPlan plan = Batching.named(config.data().batching())
                .plan(
                        data.training(),
                        data.maxLength(),
                        config.loop().batchSize(),
                        config.seed(),
                        config.data().shuffle());
        return new BatchSource(data.training(), plan);
    }

    private Validator validator(Dataset rows) {
        return new Validator(rows, config.loop().batchSize());
    }

    private void takeBest(TrainerState end, RunCheckpoints checkpoints) {
        EarlyStopping validations = end.stopping();
        if (config.validation().keepBest() && validations.best().isPresent() && validations.bestStep() != end.step()) {
            checkpoints.restoreBestWeights(end);
        }
    }

    private void export(
            PreparedModel model,
            PreparedData data,
            Optional<Path> heldOut,
            TrainerState end,
            Optional<Validator> validator) {
        stage(TrainEvent.Stage.EXPORT, "Exporting the model");
        long trained = model.weights().trainable().values().stream()
                .mapToLong(tensor -> tensor.count())
                .sum();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("train_loss", end.trainLoss());
        validator.ifPresent(held -> metrics.putAll(held.score(model.model()).metrics()));
        ModelExport export =
                new ModelExport(model, data.heldOut().orElse(data.training()).rowsOf(TokenRow.class));
        Optional<Path> adapter = export.exportAdapter(output.resolve("adapter"));
        Path folder = export.exportModel(output.resolve("model"));
        listener.on(new TrainEvent.Succeeded(new TrainEvent.TrainedModel(
                folder,
                adapter,
                heldOut,
                model.model().config().architecture(),
                model.model().config().parameterCount(),
                trained,
                data.sha256(),
                metrics,
                end.tokens(),
                Duration.ofMillis(end.trainedMillis()))));
    }

    private void stage(TrainEvent.Stage stage, String message) {
        listener.on(new TrainEvent.StageStarted(stage, message));
    }
}
