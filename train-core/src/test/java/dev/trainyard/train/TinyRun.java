package dev.trainyard.train;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.CheckpointStore;
import dev.trainyard.checkpoint.Fingerprint;
import dev.trainyard.data.AccumulationGroup;
import dev.trainyard.data.Batch;
import dev.trainyard.data.BatchPlan;
import dev.trainyard.data.BatchSource;
import dev.trainyard.data.Batching;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.model.llama.LlamaConfig;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.optim.Optimizer;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.optim.WeightDecay;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A run of the loop on a tiny random model and rows with a pattern to learn, without files of data. */
final class TinyRun implements AutoCloseable {
    static final int WIDTH = 12;
    private static final String DATA = "\"data\": {\"files\": [\"/tiny\"], \"validation_split\": 0.1}, ";

    private final Path folder;
    private final TrainConfig config;
    private final LanguageModel model;
    private final Optional<LoraAdapter> adapter;
    private final TrainedWeights weights;
    private final ParameterBuffer parameters;
    private final Optimizer optimizer;
    final List<TrainEvent> events = new ArrayList<>();
    private final BatchSource batches;
    Optional<Validator> validator = Optional.empty();
    Ranks ranks = Ranks.SINGLE;
    UnaryOperator<Objective> around = objective -> objective;

    /** @param settings JSON of a configuration, without model and data */
    TinyRun(Path folder, String settings, int rows) {
        this(folder, settings, LlamaConfig.debug(), data(rows(rows, 1)));
    }

    /** The same with a model of this shape, and rows batched as the settings say. */
    TinyRun(Path folder, String settings, ModelConfig shape, Dataset rows) {
        this.folder = folder;
        this.config =
                TrainConfigJson.parse("""
                {"model": {"base": "/tiny"}, %s%s}
                """.formatted(settings.startsWith("\"data\"") ? "" : DATA, settings), "test");
        Rng.global(Device.CPU).seed(config.seed());
        this.adapter = config.lora().map(lora -> new LoraAdapter(lora.shape(), config.seed()));
        Precision precision = Precision.named(config.loop().precision());
        this.model = ModelFamilies.initialize(
                shape, 3, adapter.map(precision::frozen).orElse(LayerDecorator.NONE));
        model.parameters().requireGrad(adapter.isEmpty());
        this.weights = adapter.<TrainedWeights>map(a -> new AdapterWeights(a, "tiny", "CAUSAL_LM"))
                .orElse(new ModelWeights(model));
        this.parameters = new ParameterBuffer(weights.trainable(), WeightDecay::appliesTo);
        this.optimizer = Optimizers.of(config.optim(), parameters);
        this.batches = new BatchSource(rows, plan(rows));
    }

    private BatchPlan plan(Dataset rows) {
        TrainConfig.Data data = config.data();
        return Batching.named(data.batching())
                .plan(rows, data.maxLength(), config.loop().batchSize(), config.seed(), data.shuffle());
    }

    /** Rows that count upwards from a random start: the next token follows from the last. */
    static List<int[]> rows(int count, long seed) {
        Random random = new Random(seed);
        List<int[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = random.nextInt(40);
            int step = 1 + random.nextInt(3);
            int[] row = new int[WIDTH];
            for (int t = 0; t < WIDTH; t++) {
                row[t] = 1 + start + t * step;
            }
            rows.add(row);
        }
        return rows;
    }

    /** Rows as data in which every token but the first of a row is supervised. */
    static Dataset data(List<int[]> rows) {
        List<Example> tokens = new ArrayList<>();
        for (int[] row : rows) {
            tokens.add(new TokenRow(new RowOrigin(Path.of("tiny"), tokens.size() + 1), row, row.clone(), row.length));
        }
        return new Dataset(DataFormat.TOKENS, List.of(), tokens);
    }

    static Batch batch(List<int[]> rows) {
        return new Batch(data(rows).rows());
    }

    /** Trains from the start, to the end or the signal. */
    TrainerState train(StopSignal stop) {
        return run(TrainerState.fresh(config.validation()), stop);
    }

    /** Trains on from the newest checkpoint. */
    TrainerState resume() {
        return run(checkpoints().restoreNewest().orElseThrow(), StopSignal.NEVER);
    }

    private TrainerState run(TrainerState state, StopSignal stop) {
        Trainer.Parts parts = new Trainer.Parts(
                model.mode(),
                around.apply(objective()),
                parameters,
                optimizer,
                batches,
                validator,
                checkpoints(),
                ranks);
        Trainer trainer = new Trainer(config, parts, state, events::add);
        TrainerState end = trainer.run(stop);
        trainer.save();
        return end;
    }

    RunCheckpoints checkpoints() {
        Fingerprint fingerprint = new Fingerprint(Map.of("seed", Long.toString(config.seed())));
        CheckpointStore store = CheckpointStore.open(
                folder.resolve("checkpoints"), fingerprint, config.checkpoints().keepLast());
        return new RunCheckpoints(store, weights, optimizer, config, Ranks.SINGLE);
    }

    Objective objective() {
        return new AutocastObjective(
                new SupervisedLoss(model, config.loop().gradientCheckpointing()),
                Precision.named(config.loop().precision()));
    }

    /** Adds up the gradients of the first step without taking it. */
    void backwardFirstStep() {
        AccumulationGroup step = batches.group(0, 0, config.loop().gradientAccumulationSteps());
        model.mode().train();
        for (Batch batch : step.batches()) {
            objective().backward(batch, 1 / step.weight(), LayerwisePass.BlockListener.NONE);
        }
        model.mode().predict();
    }

    ParameterBuffer parameters() {
        return parameters;
    }

    LanguageModel model() {
        return model;
    }

    /** Every trained number and every number of the optimizer, by name. */
    Map<String, float[]> everything() {
        Map<String, float[]> all = new TreeMap<>();
        try (Scope scope = Scope.open()) {
            weights.trainable().forEach((name, tensor) -> all.put(name, tensor.floats()));
            optimizer.state().forEach((name, tensor) -> all.put(name, tensor.floats()));
        }
        return all;
    }

    List<TrainEvent.StepTaken> steps() {
        return events.stream()
                .filter(TrainEvent.StepTaken.class::isInstance)
                .map(TrainEvent.StepTaken.class::cast)
                .toList();
    }

    <E extends TrainEvent> List<E> eventsOf(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** A copy of the gradients, by parameter name. */
    Map<String, float[]> gradients() {
        Map<String, float[]> all = new TreeMap<>();
        try (Scope scope = Scope.open()) {
            for (Map.Entry<String, Tensor> entry :
                    parameters.byName(parameters.gradients_N()).entrySet()) {
                all.put(entry.getKey(), entry.getValue().floats());
            }
        }
        return all;
    }

    /** Makes one trained number NaN. */
    void poison() {
        try (NoGrad guard = NoGrad.open()) {
            parameters.values_N().narrow(0, 0, 1).fill_(Double.NaN);
        }
    }

    void clearGradients() {
        parameters.clearGradients();
    }

    @Override
    public void close() {
        optimizer.close();
        parameters.close();
        model.close();
        adapter.ifPresent(LoraAdapter::close);
    }
}
