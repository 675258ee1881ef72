package dev.trainyard.train;

import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether a run fits into memory, and if not, the settings with which it would. */
final class MemoryFit {
    private static final int USUAL_RANK = 8;
    private static final int FLOAT = 4;

    private final TrainConfig config;
    private final MemoryEstimate.Shape shape;
    private final int[] lengths;
    private final long dataTokens;
    private final int maxLength;
    private final Device device;

    /** @param maxLength tokens to which rows were cut */
    MemoryFit(TrainConfig config, MemoryEstimate.Shape shape, Dataset data, int maxLength, Device device) {
        this.config = config;
        this.shape = shape;
        this.lengths = data.rows().stream().mapToInt(Example::length).sorted().toArray();
        this.dataTokens = data.tokens();
        this.maxLength = maxLength;
        this.device = device;
    }

    /** What the run needs as it is configured. */
    MemoryEstimate estimate() {
        return estimate(
                shape, config.loop().batchSize(), maxLength, config.loop().gradientCheckpointing());
    }

    /** @throws TrainingFailure OUT_OF_MEMORY with the settings that would make the run fit, if it does not */
    void requireWithin(long limit) {
        MemoryEstimate estimate = estimate();
        if (estimate.total() <= limit) {
            return;
        }
        List<String> ways = ways(limit);
        throw new TrainingFailure(
                FailureCode.OUT_OF_MEMORY,
                "the run needs about %s of memory (%s), but it may take %s: %s"
                        .formatted(
                                size(estimate.total()),
                                parts(estimate),
                                size(limit),
                                ways.isEmpty()
                                        ? "no smaller batch or length would make it fit; take a smaller model or a"
                                                + " machine with more memory"
                                        : "set " + String.join(", or ", ways)));
    }

    /**
     * Refuses before anything is loaded what cannot even be loaded.
     *
     * @param storedInFourBits whether the base is quantised already
     */
    static void requireWeightsWithin(long limit, long parameters, TrainConfig config, boolean storedInFourBits) {
        boolean quantized = storedInFourBits
                || config.lora().flatMap(TrainConfig.Lora::quantization).isPresent();
        long inFourBits = parameters / 2;
        long weights = quantized ? inFourBits : bytesOfFrozen(config) * parameters;
        if (weights > limit) {
            boolean helps = !quantized && inFourBits <= limit;
            throw new TrainingFailure(
                    FailureCode.OUT_OF_MEMORY,
                    "the weights of the model alone take %s of memory, but the run may take %s: %s"
                            .formatted(
                                    size(weights),
                                    size(limit),
                                    helps
                                            ? "set adapter.method to qlora (about " + size(inFourBits) + ")"
                                            : "take a smaller model or a machine with more memory"));
        }
    }

    /** Weights that are not trained are held in the precision of the products. */
    private static int bytesOfFrozen(TrainConfig config) {
        boolean halved =
                config.lora().isPresent() && Precision.named(config.loop().precision()) == Precision.BF16;
        return halved ? FLOAT / 2 : FLOAT;
    }

    private List<String> ways(long limit) {
        TrainConfig.Loop loop = config.loop();
        List<String> ways = new ArrayList<>();
        if (!loop.gradientCheckpointing()) {
            add(ways, "gradient_checkpointing to true", estimate(shape, loop.batchSize(), maxLength, true), limit);
        }
        addSmallerBatch(ways, loop.gradientCheckpointing(), limit);
        addShorterRows(ways, limit);
        if (config.model().base().isPresent()) {
            addAdapters(ways, limit);
        }
        if (ways.isEmpty() && !loop.gradientCheckpointing()) {
            addSmallerBatch(ways, true, limit);
        }
        return ways;
    }

    /** An adapter instead of all weights, and below an adapter weights in four bits if that is what it takes. */
    private void addAdapters(List<String> ways, long limit) {
        int batchSize = config.loop().batchSize();
        boolean recompute = config.loop().gradientCheckpointing();
        boolean full = config.lora().isEmpty();
        MemoryEstimate.Shape adapted = full ? shape.withAdapter(USUAL_RANK) : shape;
        String rank = full ? " with r " + USUAL_RANK : "";
        MemoryEstimate lora = estimate(adapted, batchSize, maxLength, recompute);
        if (full) {
            add(ways, "adapter.method to lora" + rank, lora, limit);
        }
        if (shape.quantizable() > 0 && lora.total() > limit) {
            MemoryEstimate.Shape packed = adapted.quantized(full ? FLOAT : bytesOfFrozen(config));
            add(ways, "adapter.method to qlora" + rank, estimate(packed, batchSize, maxLength, recompute), limit);
        }
    }

    private void addSmallerBatch(List<String> ways, boolean recompute, long limit) {
        int accumulation = config.loop().gradientAccumulationSteps();
        for (int size = config.loop().batchSize() / 2; size >= 1; size /= 2) {
            MemoryEstimate smaller = estimate(shape, size, maxLength, recompute);
            if (smaller.total() <= limit) {
                String also = recompute && !config.loop().gradientCheckpointing() ? " and gradient_checkpointing" : "";
                int steps = Math.ceilDiv(config.loop().batchSize() * accumulation, size);
                add(
                        ways,
                        "batch_size to %d with gradient_accumulation_steps %d%s".formatted(size, steps, also),
                        smaller,
                        limit);
                return;
            }
        }
    }

    private void addShorterRows(List<String> ways, long limit) {
        int longest = lengths.length == 0 ? 0 : lengths[lengths.length - 1];
        for (int length = Integer.highestOneBit(Math.max(1, longest - 1)); length >= 16; length /= 2) {
            MemoryEstimate shorter = estimate(
                    shape, config.loop().batchSize(), length, config.loop().gradientCheckpointing());
            if (shorter.total() <= limit) {
                add(ways, "max_length to " + length, shorter, limit);
                return;
            }
        }
    }

    private static void add(List<String> ways, String setting, MemoryEstimate estimate, long limit) {
        if (estimate.total() <= limit) {
            ways.add(setting + " (about " + size(estimate.total()) + ")");
        }
    }

    private MemoryEstimate estimate(MemoryEstimate.Shape model, int batchSize, int length, boolean recompute) {
        MemoryEstimate.Load load = new MemoryEstimate.Load(largestBatch(batchSize, length), recompute);
        return MemoryEstimate.of(model, means(), load, dataTokens);
    }

    /** Tokens of the largest batch there can be. */
    private long largestBatch(int batchSize, int length) {
        // Each of the two answers of a preference may have that length.
        int longest = config.dpo().isPresent() ? 2 * length : length;
        long all =
                Arrays.stream(lengths).mapToLong(row -> Math.min(row, longest)).sum();
        if (config.data().batching().equals("packed")) {
            return Math.min(all, (long) batchSize * longest);
        }
        return Arrays.stream(lengths, Math.max(0, lengths.length - batchSize), lengths.length)
                .mapToLong(row -> Math.min(row, longest))
                .sum();
    }

    private MemoryEstimate.Means means() {
        boolean halved = Precision.named(config.loop().precision()) == Precision.BF16;
        return new MemoryEstimate.Means(states(), halved, !device.equals(Device.CPU));
    }

    private int states() {
        boolean plain = config.optim().optimizer().equals(Optimizers.SGD);
        return plain ? (config.optim().momentum() > 0 ? 1 : 0) : 2;
    }

    private static String parts(MemoryEstimate estimate) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, Long> part : estimate.parts().entrySet()) {
            if (part.getValue() > 1 << 20) {
                parts.add(part.getKey().replace('_', ' ') + " " + size(part.getValue()));
            }
        }
        return String.join(", ", parts);
    }

    /** Bytes for people. */
    static String size(long bytes) {
        return bytes >= 1 << 30
                ? String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30))
                : String.format(Locale.ROOT, "%.0f MiB", bytes / (double) (1 << 20));
    }
}
