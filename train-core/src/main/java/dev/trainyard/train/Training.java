package dev.trainyard.train;

import dev.trainyard.checkpoint.CheckpointStore;
import dev.trainyard.checkpoint.Fingerprint;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.data.Batch;
import dev.trainyard.data.BatchPlan;
import dev.trainyard.data.BatchSource;
import dev.trainyard.data.Batching;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.PreferencePair;
import dev.trainyard.distributed.ProcessGroup;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.optim.Optimizer;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.optim.WeightDecay;
import dev.trainyard.tensor.Autocast;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NativeLibraries;
import dev.trainyard.tensor.Rng;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole run: prepare model and data, train, export.
 *
 * <pre>{@code
 * Training.run(TrainConfigJson.read(Path.of("train.json")), Path.of("out"), TrainListener.NONE, StopSignal.NEVER);
 * }</pre>
 *
 * <p>Leaves in the output folder {@code spec.json}, {@code prepare.json}, {@code training.log}, {@code steps.jsonl}, {@code metrics.json},
 * {@code held_out.jsonl} if rows were held out, of a classifier {@code classification_report.json} on them, {@code checkpoints/}, {@code adapter/} if there is one, and {@code
 * model/}. One run at a time in a process, because dropout draws from the process' random numbers.
 */
public final class Training {
    private static final String CHECKPOINTS = "checkpoints";

    private final TrainConfig config;
    private final Path output;
    private TrainListener listener;
    private final StopSignal stop;
    private final Ranks ranks;
    private final RunResources resources;
    private Optional<Duration> foreseen = Optional.empty();

    /** How a run ended, if it did not fail. */
    public enum Outcome {
        /** The trained model is on disk. */
        SUCCEEDED,
        /** The stop signal came; a checkpoint is on disk. */
        CANCELLED
    }

    /**
     * Where a run takes place.
     *
     * @param group its peers, or {@link ProcessGroup#SINGLE}
     * @param resources of this machine
     */
    public record Surroundings(ProcessGroup group, RunResources resources) {
        /** Without peers, with all of this machine. */
        public static Surroundings alone() {
            return new Surroundings(ProcessGroup.SINGLE, RunResources.ofMachine());
        }
    }

    private Training(TrainConfig config, Path output, TrainListener listener, StopSignal stop, Surroundings place) {
        this.config = config;
        this.output = output;
        this.listener = place.group().isFirst() ? listener : TrainListener.NONE;
        this.stop = stop;
        this.ranks = new Ranks(place.group());
        this.resources = place.resources();
    }

    /**
     * Trains from the start.
     *
     * @param output folder that holds no checkpoints yet; created if missing
     * @throws TrainingFailure with what must be corrected; or any other exception, see {@link Failures}
     */
    public static Outcome run(TrainConfig config, Path output, TrainListener listener, StopSignal stop) {
        return run(config, output, listener, stop, Surroundings.alone());
    }

    /**
     * Trains from the start, alone or as one rank of a group; all ranks are given the same configuration and a folder
     * they share. The first one writes and tells.
     *
     * @throws TrainingFailure with what must be corrected; OUT_OF_MEMORY before the first step with the settings that
     *     would make the run fit; or any other exception, see {@link Failures}
     */
    public static Outcome run(
            TrainConfig config, Path output, TrainListener listener, StopSignal stop, Surroundings place) {
        return told(place.group(), () -> {
            if (place.group().isFirst()) {
                requireNoCheckpoints(output.resolve(CHECKPOINTS));
            }
            return recorded(new Training(config, output, listener, stop, place), Training::run);
        });
    }

    /**
     * Goes on from the newest whole checkpoint in the output folder, or from the start if there is none.
     *
     * @throws TrainingFailure as {@link #run}; INVALID_SPEC if the checkpoint is of another run
     */
    public static Outcome resume(TrainConfig config, Path output, TrainListener listener, StopSignal stop) {
        return resume(config, output, listener, stop, Surroundings.alone());
    }

    /** Goes on alone or as one rank of a group, with as many ranks as before. */
    public static Outcome resume(
            TrainConfig config, Path output, TrainListener listener, StopSignal stop, Surroundings place) {
        return told(place.group(), () -> recorded(new Training(config, output, listener, stop, place), Training::run));
    }

    /**
     * Does all that comes before the first step, and a trial step that moves nothing: reads and checks the data, shows
     * its first rows, estimates memory, and judges the time of all steps.
     *
     * @throws TrainingFailure as {@link #run}
     */
    public static void prepare(TrainConfig config, Path output, TrainListener listener, RunResources resources) {
        Surroundings place = new Surroundings(ProcessGroup.SINGLE, resources);
        recorded(new Training(config, output, listener, StopSignal.NEVER, place), Training::tryOneStep);
    }

    /** The other ranks need not wait for one that failed. */
    private static Outcome told(ProcessGroup group, Supplier<Outcome> run) {
        try {
            return run.get();
        } catch (RuntimeException | Error e) {
            group.fail(Failures.classify(e));
            throw e;
        }
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

    /** The first rank records what the work does in the readable files. */
    private static Outcome recorded(Training training, Function<Training, Outcome> work) {
        if (!training.ranks.isFirst()) {
            return work.apply(training);
        }
        try (RunFiles files = new RunFiles(training.output, Clock.systemDefaultZone())) {
            Files.writeString(training.output.resolve("spec.json"), TrainConfigJson.write(training.config));
            training.listener = files.and(training.listener);
            return logged(files, training, work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome logged(RunFiles files, Training training, Function<Training, Outcome> work)
            throws IOException {
        try {
            return work.apply(training);
        } catch (RuntimeException e) {
            files.log("Failed: " + Failures.classify(e).getMessage());
            throw e;
        }
    }

    private interface PreparedWork {
        Outcome of(PreparedModel model, PreparedData data, BatchSource batches, Preparation preparation);
    }

    private Outcome prepared(PreparedWork work) {
        stage(TrainEvent.Stage.PREPARE, "Preparing model and data");
        Rng.global(resources.device()).seed(config.seed());
        config.model()
                .base()
                .ifPresent(base -> MemoryFit.requireWeightsWithin(
                        resources.memoryLimit(),
                        ModelFamilies.config(base).parameterCount(),
                        config,
                        HuggingFaceFolder.isQuantized(base)));
        try (PreparedModel model =
                new ModelPreparation(config, ranks, resources.device()).prepare(output.resolve("tokenizer"))) {
            ModelPreparation.headNote(config).ifPresent(note -> stage(TrainEvent.Stage.PREPARE, note));
            PreparedData data = PreparedData.read(config, model, resources);
            BatchSource batches = batches(data);
            MemoryFit memory = Preparations.memory(config, model, data);
            Preparation preparation =
                    Preparations.of(config, model, data, batches.perEpoch(), memory, resources.memoryLimit());
            listener.on(new TrainEvent.Prepared(preparation));
            memory.requireWithin(resources.memoryLimit());
            return work.of(model, data, batches, preparation);
        }
    }

    private Outcome run() {
        return prepared((model, data, batches, preparation) -> {
            Optional<Path> heldOut =
                    ranks.isFirst() ? data.writeHeldOut(model, output.resolve("held_out.jsonl")) : Optional.empty();
            if (!ranks.isFirst()) {
                // Each drops other elements, so that together they do as much as one that sees all rows.
                Rng.global(resources.device()).seed(ranks.seed(config.seed()));
            }
            return train(model, data, batches, heldOut, preparation);
        });
    }

    private Outcome tryOneStep() {
        return prepared((model, data, batches, preparation) -> {
            try (ParameterBuffer parameters =
                    new ParameterBuffer(model.weights().trainable(), WeightDecay::appliesTo)) {
                Batch batch = batches.batch(0, 0);
                forecast(0, trialTime(model, objective(model, data), batch, preparation.plannedTokens()));
                return Outcome.SUCCEEDED;
            }
        });
    }

    /** The time of all steps by that of one batch, once everything has been used before. */
    private static Duration trialTime(PreparedModel model, Objective objective, Batch batch, long plannedTokens) {
        model.model().mode().train();
        long nanos = 0;
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            objective.backward(batch, 1 / batch.weight(), LayerwisePass.BlockListener.NONE);
            nanos = System.nanoTime() - start;
        }
        return Duration.ofNanos(Math.round(nanos * (double) plannedTokens / batch.tokens()));
    }

    private void forecast(int step, Duration time) {
        foreseen = Optional.of(time);
        listener.on(new TrainEvent.Forecast(step, time, resources.cost(time)));
    }

    private Outcome train(
            PreparedModel model,
            PreparedData data,
            BatchSource batches,
            Optional<Path> heldOut,
            Preparation preparation) {
        TrainedWeights weights = model.weights();
        try (ParameterBuffer parameters = new ParameterBuffer(weights.trainable(), WeightDecay::appliesTo);
                Optimizer optimizer = Optimizers.of(config.optim(), parameters);
                // Before a checkpoint is read: the weights that the run starts with are the reference of preferences.
                HalvedObjective halved =
                        new HalvedObjective(objective(model, data), parameters, NativeLibraries.threads())) {
            Objective objective = mayHalve(model, parameters) ? halved : halved.whole();
            Fingerprint fingerprint = RunFingerprint.of(config, ranks.size(), resources.device());
            ranks.requireSame("settings, data and libraries", text(fingerprint));
            // Whoever opens the store tidies it up, so nobody may be writing then.
            Opened opened = ranks.inTurn("checkpoints", () -> open(fingerprint, weights, optimizer));
            RunCheckpoints checkpoints = opened.checkpoints;
            TrainerState start = opened.state;
            ranks.requireSame("the step to go on from", Integer.toString(start.step()));
            if (start.step() > 0) {
                listener.on(new TrainEvent.Resumed(start.step()));
            }
            stage(TrainEvent.Stage.TRAIN, "Training on " + data.describe(model.task()));
            Optional<Validator> validator = data.heldOut().map(this::validator);
            Trainer trainer = new Trainer(
                    config,
                    new Trainer.Parts(
                            model.model().mode(),
                            objective,
                            parameters,
                            optimizer,
                            batches,
                            validator,
                            checkpoints,
                            ranks),
                    start,
                    listener.and(new TimeForecast(start, preparation.plannedTokens(), this::forecast)));
            TrainerState end = trainer.run(stop);
            trainer.save();
            if (!trainer.isFinished()) {
                listener.on(new TrainEvent.Cancelled(end.step()));
                return Outcome.CANCELLED;
            }
            if (!ranks.isFirst()) {
                return Outcome.SUCCEEDED;
            }
            Optional<Score> known = takesBest(end, checkpoints) ? Optional.empty() : trainer.score();
            Optional<Score> score = known.or(() -> validator.map(held -> held.score(objective)));
            export(model, data, heldOut, end, score, preparation);
            return Outcome.SUCCEEDED;
        }
    }

    private static String text(Fingerprint fingerprint) {
        return fingerprint.entries().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    /**
     * Ranks and other devices share the work out themselves, preferences count what they see, and what autocast
     * converted once belongs to one pass.
     */
    private boolean mayHalve(PreparedModel model, ParameterBuffer parameters) {
        return resources.device().equals(Device.CPU)
                && model.task() instanceof CausalTask
                && HalvedObjective.fits(parameters)
                && ranks.size() == 1
                && precision() == Precision.FP32
                && NativeLibraries.threads() > 1
                && model.model().mode().allowsPassesAtOnce();
    }

    private CheckpointStore store(Fingerprint fingerprint) {
        return CheckpointStore.open(
                output.resolve(CHECKPOINTS), fingerprint, config.checkpoints().keepLast());
    }

    private record Opened(RunCheckpoints checkpoints, TrainerState state) {}

    /** Goes back to the newest checkpoint; without one, it is tried out first whether one could be saved. */
    private Opened open(Fingerprint fingerprint, TrainedWeights weights, Optimizer optimizer) {
        RunCheckpoints checkpoints = new RunCheckpoints(store(fingerprint), weights, optimizer, config, ranks);
        TrainerState state = checkpoints.restoreNewest().orElseGet(() -> {
            TrainerState fresh = TrainerState.fresh(config.validation());
            if (ranks.isFirst()) {
                checkpoints.rehearse(fresh);
            }
            return fresh;
        });
        return new Opened(checkpoints, state);
    }

    private BatchSource batches(PreparedData data) {
        BatchPlan plan = Batching.named(config.data().batching())
                .plan(
                        data.training(),
                        data.maxLength(),
                        config.loop().batchSize() * ranks.size(),
                        config.seed(),
                        config.data().shuffle(),
                        resources.prepared());
        return new BatchSource(data.training(), plan);
    }

    private Objective objective(PreparedModel model, PreparedData data) {
        Objective objective = model.task().objective(config.loop().gradientCheckpointing());
        if (objective instanceof PreferenceLoss loss) {
            refer(loss, data.pairs());
        }
        return new AutocastObjective(objective, precision());
    }

    private void refer(PreferenceLoss loss, List<PreferencePair> pairs) {
        stage(TrainEvent.Stage.PREPARE, "Scoring " + pairs.size() + " pairs of answers by the model as it starts");
        int batchSize = config.loop().batchSize();
        try (Autocast products = precision().open()) {
            for (int from = 0; from < pairs.size(); from += batchSize) {
                loss.refer(new Batch(List.copyOf(pairs.subList(from, Math.min(pairs.size(), from + batchSize)))));
            }
        }
    }

    private Precision precision() {
        return Precision.named(config.loop().precision());
    }

    private Validator validator(Dataset rows) {
        return new Validator(rows, config.loop().batchSize());
    }

    /** Puts the best weights back if they are not the last ones; false if the last ones stay. */
    private boolean takesBest(TrainerState end, RunCheckpoints checkpoints) {
        EarlyStopping validations = end.stopping();
        boolean earlier = config.validation().keepBest()
                && validations.best().isPresent()
                && validations.bestStep() != end.step();
        if (earlier) {
            checkpoints.restoreBestWeights(end);
        }
        return earlier;
    }

    private void export(
            PreparedModel model,
            PreparedData data,
            Optional<Path> heldOut,
            TrainerState end,
            Optional<Score> score,
            Preparation preparation) {
        stage(TrainEvent.Stage.EXPORT, "Exporting the model");
        long trained = model.weights().trainable().values().stream()
                .mapToLong(tensor -> tensor.count())
                .sum();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("train_loss", end.trainLoss());
        score.ifPresent(held -> {
            metrics.putAll(held.metrics());
            model.task().report(held, output);
        });
        ModelExport export = new ModelExport(
                model, precision(), data.heldOut().orElse(data.training()).rows());
        Optional<Path> adapter = export.exportAdapter(output.resolve("adapter"));
        Path folder = export.exportModel(output.resolve("model"));
        Duration time = Duration.ofMillis(end.trainedMillis());
        listener.on(new TrainEvent.Accounted(
                time,
                foreseen,
                resources.cost(time),
                PeakMemory.bytes(),
                preparation.memory().estimated()));
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
                time)));
    }

    private void stage(TrainEvent.Stage stage, String message) {
        listener.on(new TrainEvent.StageStarted(stage, message));
    }
}
