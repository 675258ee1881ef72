package dev.trainyard.train;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Arrays;

/**
 * Cross-entropy of hidden states by a model's vocabulary head, some positions at a time, so that the scores of a large
 * vocabulary are never in memory as a whole.
 *
 * <p>Shapes: P positions, C model width, V vocabulary. Not thread-safe.
 */
final class ChunkedCrossEntropy {
    /** Scores held at once: 3 MiB of float32, several times over in the backward pass, which a cache then holds. */
    private static final long SCORES = 3 << 18;

    private static final long LEAST_ROWS = 96;

    private final LanguageModel model;
    private final long chunkRows;

    ChunkedCrossEntropy(LanguageModel model) {
        this(model, chunkRows(model.config().vocabSize()));
    }

    /** Positions whose scores are held at once, for a vocabulary of this size. */
    static long chunkRows(long vocabSize) {
        return Math.max(LEAST_ROWS, SCORES / vocabSize);
    }

    /** @param chunkRows positions whose scores are held at once */
    ChunkedCrossEntropy(LanguageModel model, long chunkRows) {
        this.model = model;
        this.chunkRows = chunkRows;
    }

    /**
     * What is to be predicted.
     *
     * @param labels a token for each position
     * @param weights by which each position's cross-entropy counts, of any sign; empty if all count once
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Targets(int[] labels, float[] weights) {
        Targets {
            if (weights.length != 0 && weights.length != labels.length) {
                throw new IllegalArgumentException(weights.length + " weights for " + labels.length + " labels");
            }
        }

        /** Labels that all count once. */
        Targets(int[] labels) {
            this(labels, new float[0]);
        }
    }

    /** Takes each part of the positions and its labels, in a scope of its own. */
    private interface ChunkWork {
        void on(int start, Tensor hidden_PC, Tensor labels_P);
    }

    /**
     * Adds the gradients of {@code scale} × Σ weight × cross-entropy to the head's parameters.
     *
     * @param gradient_PC takes the gradients by the hidden states
     * @return Σ weight × cross-entropy, not scaled: a float64 number on the device, so that nothing waits for it
     */
    Tensor backward(Tensor hidden_PC, Targets targets, double scale, Tensor gradient_PC) {
        Tensor sum = nothing(hidden_PC);
        forEachChunk(hidden_PC, targets, (start, part_PC, labels_P) -> {
            // The head's share of the graph ends at this leaf: its backward pass runs at once, chunk by chunk.
            Tensor leaf_PC = part_PC.detach().requireGrad(true);
            Tensor loss = loss(model.logits(leaf_PC), labels_P, targets, start);
            loss.mul(scale).backward();
            addTo(sum, loss);
            leaf_PC.grad().ifPresent(gradient -> copyInto(gradient_PC, start, gradient));
        });
        return sum;
    }

    private static Tensor nothing(Tensor hidden_PC) {
        return Tensor.zeros(DType.FLOAT64, hidden_PC.device());
    }

    private static void addTo(Tensor sum, Tensor loss) {
        try (NoGrad guard = NoGrad.open()) {
            sum.add_(loss.to(DType.FLOAT64));
        }
    }

    private static void copyInto(Tensor gradient_PC, long start, Tensor part_PC) {
        try (NoGrad guard = NoGrad.open()) {
            gradient_PC.narrow(0, start, part_PC.size(0)).copy_(part_PC);
        }
    }

    /** The cross-entropy of every position on its own, in nats, whatever it weighs; without gradients. */
    float[] each(Tensor hidden_PC, Targets targets) {
        float[] all = new float[targets.labels.length];
        try (NoGrad guard = NoGrad.open()) {
            forEachChunk(hidden_PC, targets, (start, part_PC, labels_P) -> {
                float[] part =
                        Functions.crossEntropy(model.logits(part_PC), labels_P).floats();
                System.arraycopy(part, 0, all, start, part.length);
            });
        }
        return all;
    }

    /** The sums over all positions; without gradients. */
    ValidationScore score(Tensor hidden_PC, Targets targets) {
        Tensor sum = nothing(hidden_PC);
        Tensor correct = nothing(hidden_PC);
        try (NoGrad guard = NoGrad.open()) {
            forEachChunk(hidden_PC, targets, (start, part_PC, labels_P) -> {
                Tensor logits_PV = model.logits(part_PC);
                addTo(sum, loss(logits_PV, labels_P, targets, start));
                addTo(correct, logits_PV.argmax(1).eq(labels_P).sum());
            });
        }
        return new ValidationScore(sum.item(), weight(targets), targets.labels.length, correct.itemLong());
    }

    private static double weight(Targets targets) {
        if (targets.weights.length == 0) {
            return targets.labels.length;
        }
        double sum = 0;
        for (float weight : targets.weights) {
            sum += weight;
        }
        return sum;
    }

    private static Tensor loss(Tensor logits_PV, Tensor labels_P, Targets targets, int start) {
        if (targets.weights.length == 0) {
            return Functions.crossEntropySum(logits_PV, labels_P);
        }
        float[] weights = Arrays.copyOfRange(targets.weights, start, start + (int) labels_P.size(0));
        return Functions.crossEntropy(logits_PV, labels_P)
                .mul(Tensor.of(weights, logits_PV.device()))
                .sum();
    }

    private void forEachChunk(Tensor hidden_PC, Targets targets, ChunkWork work) {
        try (Scope all = Scope.open()) {
            Tensor labels_P = Tensor.ofIds(targets.labels, hidden_PC.device());
            for (long start = 0; start < targets.labels.length; start += chunkRows) {
                long rows = Math.min(chunkRows, targets.labels.length - start);
                try (Scope scope = Scope.open()) {
                    work.on((int) start, hidden_PC.narrow(0, start, rows), labels_P.narrow(0, start, rows));
                }
            }
        }
    }
}
