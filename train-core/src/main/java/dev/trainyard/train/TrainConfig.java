package dev.trainyard.train;

import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.quantization.Nf4Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One training run, complete: nothing is looked up elsewhere, and printing it shows what runs.
 *
 * <p>This is the library's own configuration, read from JSON by {@link TrainConfigJson} with these names in snake
 * case. All paths are absolute.
 *
 * @param seed of initial weights, data order, split and dropout
 */
public record TrainConfig(
        Model model,
        Data data,
        Loop loop,
        Optional<Lora> lora,
        Optional<Dpo> dpo,
        Optim optim,
        Validation validation,
        Checkpoints checkpoints,
        long seed) {

    /**
     * Where the model comes from, exactly one of a folder to load or a shape to initialise, and what it learns.
     *
     * @param name what the folder's model is called elsewhere, such as {@code owner/name} on a hub; an adapter names
     *     its base by it. Empty where it has no name but its path.
     * @param task {@link #CAUSAL_LM} or {@link #SEQUENCE_CLASSIFICATION}
     * @param numLabels classes of a classifier; empty = as many as the base or the data has
     * @param labels names of the classes by id; none = those of the base or the data
     */
    public record Model(
            Optional<Path> base,
            Optional<Architecture> architecture,
            Optional<String> name,
            String task,
            OptionalInt numLabels,
            List<String> labels) {
        /** To predict the next token. */
        public static final String CAUSAL_LM = "causal_lm";

        /** To give a text one of several labels. */
        public static final String SEQUENCE_CLASSIFICATION = "sequence_classification";

        public Model {
            labels = List.copyOf(labels);
        }

        /** A language model. */
        public Model(Optional<Path> base, Optional<Architecture> architecture) {
            this(base, architecture, Optional.empty());
        }

        /** A language model with a name. */
        public Model(Optional<Path> base, Optional<Architecture> architecture, Optional<String> name) {
            this(base, architecture, name, CAUSAL_LM, OptionalInt.empty(), List.of());
        }

        /** Whether the model learns to classify. */
        public boolean classifies() {
            return task.equals(SEQUENCE_CLASSIFICATION);
        }
    }

    /** Shape of a new model, with the names of {@code config.json}; its tokenizer is trained on the data. */
    public record Architecture(
            String modelType,
            int vocabSize,
            int hiddenSize,
            int intermediateSize,
            int numHiddenLayers,
            int numAttentionHeads,
            int numKeyValueHeads,
            int headDim,
            int maxPositionEmbeddings,
            double ropeTheta,
            double rmsNormEps,
            boolean tieWordEmbeddings) {}

    /**
     * {@code format} is {@code jsonl}, {@code json}, {@code csv}, {@code text} or {@code tokens}; {@code maxLength} in
     * tokens.
     *
     * @param batching which rows share a batch: {@code rows}, {@code by_length} or {@code packed}
     * @param columns the data's own names of fields, by the usual ones: see {@link dev.trainyard.data.ColumnNames}
     */
    public record Data(
            List<Path> files,
            String format,
            double validationSplit,
            Optional<Path> validationFile,
            boolean shuffle,
            int maxLength,
            String batching,
            Map<String, String> columns) {
        public Data {
            columns = Map.copyOf(columns);
        }

        /** Rows whose fields have the usual names. */
        public Data(
                List<Path> files,
                String format,
                double validationSplit,
                Optional<Path> validationFile,
                boolean shuffle,
                int maxLength,
                String batching) {
            this(files, format, validationSplit, validationFile, shuffle, maxLength, batching, Map.of());
        }
    }

    /**
     * The training loop; {@code batchSize} in rows of one forward pass on each rank, or in packed sequences of {@code
     * maxLength}, {@code maxSteps} in optimizer steps.
     *
     * @param precision fp32, or bf16 for products of matrices and attention in bfloat16
     * @param gradientCheckpointing whether blocks are computed again on the way back, for less memory and more time
     */
    public record Loop(
            int batchSize,
            int gradientAccumulationSteps,
            int epochs,
            OptionalInt maxSteps,
            double maxGradNorm,
            String precision,
            boolean gradientCheckpointing) {}

    /**
     * An adapter on a frozen base model.
     *
     * @param shape of a new adapter; of one that continues another, only the dropout counts
     * @param quantization how the base is held in few bits; empty to hold it as it is stored
     * @param initFrom folder of a PEFT adapter to continue
     */
    public record Lora(LoraConfig shape, Optional<Nf4Config> quantization, Optional<Path> initFrom) {
        /** LoRA of the usual scale on modules of these names, or of {@code all-linear}. */
        public Lora(int r, double alpha, double dropout, List<String> targetModules, Optional<Path> initFrom) {
            this(new LoraConfig(r, alpha, dropout, targetModules), Optional.empty(), initFrom);
        }
    }

    /**
     * Learning of preferences by direct preference optimisation; absent, answers themselves are learnt.
     *
     * @param beta how closely the model is held to the one it starts as
     * @param labelSmoothing probability that a preference is the wrong way round, 0 up to but without 0.5
     */
    public record Dpo(double beta, double labelSmoothing) {}

    /**
     * How the weights move.
     *
     * @param optimizer adamw, adam (weight decay as an L2 penalty) or sgd
     * @param scheduler linear, cosine or constant, after {@code warmupSteps}
     * @param betas two, of adamw and adam
     * @param eps of adamw and adam
     * @param momentum of sgd; 0 = none
     * @param nesterov of sgd with momentum
     */
    public record Optim(
            String optimizer,
            double learningRate,
            double weightDecay,
            String scheduler,
            int warmupSteps,
            List<Double> betas,
            double eps,
            double momentum,
            boolean nesterov) {
        /** PyTorch's betas. */
        public static final List<Double> BETAS = List.of(0.9, 0.999);

        /** PyTorch's epsilon. */
        public static final double EPS = 1e-8;
    }

    /**
     * Scoring of the held-out rows during training.
     *
     * @param everySteps 0 = at the end of each epoch
     * @param patience validations without an improvement of {@code minDelta} in {@code metric} after which training
     *     ends; empty = never
     * @param keepBest whether the export takes the best checkpoint by {@code metric} rather than the last weights
     */
    public record Validation(int everySteps, OptionalInt patience, double minDelta, String metric, boolean keepBest) {}

    /** {@code everySteps} 0 = only at the end of each epoch, if {@code everyEpoch}. */
    public record Checkpoints(int everySteps, boolean everyEpoch, int keepLast) {}
}
