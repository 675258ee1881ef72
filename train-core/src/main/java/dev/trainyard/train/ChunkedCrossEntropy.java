package dev.trainyard.train;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.function.Consumer;

/**
 * Cross-entropy of hidden states by a model's vocabulary head, some positions at a time, so that the scores of a large
 * vocabulary are never in memory as a whole.
 *
 * <p>Shapes: P positions, C model width, V vocabulary. Not thread-safe.
 */
final class ChunkedCrossEntropy {
    /** Scores held at once: 6 MiB of float32, and as much of their gradients. */
    private static final long SCORES = 3 << 19;

    /** Each part takes the head's whole matrix in, which few rows do not pay for. */
    private static final long LEAST_ROWS = 192;

    private final LanguageModel model;
    private final long mostRows;

    ChunkedCrossEntropy(LanguageModel model) {
        this(model, mostRows(model.config().vocabSize()));
    }

    /** Positions whose scores may be held at once, for a vocabulary of this size. */
    static long mostRows(long vocabSize) {
        return Math.max(LEAST_ROWS, SCORES / vocabSize);
    }

    /** @param mostRows positions whose scores may be held at once */
    ChunkedCrossEntropy(LanguageModel model, long mostRows) {
        this.model = model;
        this.mostRows = mostRows;
    }

    /**
     * What is to be predicted.
     *
     * @param labels a token for each position
     * @param weights by which each position's cross-entropy counts, of any sign
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Targets(int[] labels, float[] weights) {
        Targets {
            if (weights.length != labels.length) {
                throw new IllegalArgumentException(weights.length + " weights for " + labels.length + " labels");
            }
        }
    }

    /**
     * Neighbouring positions.
     *
     * @param start the first one
     * @param weights_P1 by which their cross-entropies count
     */
    private record Part(int start, Tensor hidden_PC, Tensor labels_P1, Tensor weights_P1) {
        Tensor sum(Tensor values_P1) {
            return values_P1.mul(weights_P1).sum().to(DType.FLOAT64);
        }
    }

    /**
     * Adds the gradients of {@code scale} × Σ weight × cross-entropy to the head's parameters. By the scores they are
     * the weights × (the softmax − 1 at the label), which no graph is needed for.
     *
     * @param gradient_PC takes the gradients by the hidden states
     * @return Σ weight × cross-entropy, not scaled: a float64 number on the device, so that nothing waits for it
     */
    Tensor backward(Tensor hidden_PC, Targets targets, double scale, Tensor gradient_PC) {
        Tensor sum = nothing(hidden_PC);
        forEachPart(hidden_PC, targets, part -> {
            // The head's share of the graph ends at this leaf: its backward pass runs at once, part by part.
            Tensor leaf_PC = part.hidden_PC.detach().requireGrad(true);
            Tensor logits_PV = model.logits(leaf_PC);
            try (NoGrad guard = NoGrad.open()) {
                Tensor gradient_PV = logProbabilities(logits_PV.detach());
                sum.sub_(part.sum(gradient_PV.gather(1, part.labels_P1)));
                gradient_PV.exp_();
                Tensor atLabels_P1 = gradient_PV.gather(1, part.labels_P1).add_(-1);
                gradient_PV.scatter_(1, part.labels_P1, atLabels_P1).mul_(part.weights_P1.mul(scale));
                logits_PV.backward(gradient_PV.to(logits_PV.dtype()));
            }
            leaf_PC.grad().ifPresent(gradient -> copyInto(gradient_PC, part.start, gradient));
        });
        return sum;
    }

    private static Tensor nothing(Tensor hidden_PC) {
        return Tensor.zeros(DType.FLOAT64, hidden_PC.device());
    }

    private static Tensor logProbabilities(Tensor logits_PV) {
        return logits_PV.inFullPrecision().logSoftmax(1);
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
            forEachPart(hidden_PC, targets, part -> {
                float[] values =
                        crossEntropy_P1(model.logits(part.hidden_PC), part).floats();
                System.arraycopy(values, 0, all, part.start, values.length);
            });
        }
        return all;
    }

    private static Tensor crossEntropy_P1(Tensor logits_PV, Part part) {
        return logProbabilities(logits_PV).gather(1, part.labels_P1).neg();
    }

    /** The sums over all positions; without gradients. */
    ValidationScore score(Tensor hidden_PC, Targets targets) {
        Tensor sum = nothing(hidden_PC);
        Tensor correct = nothing(hidden_PC);
        try (NoGrad guard = NoGrad.open()) {
            forEachPart(hidden_PC, targets, part -> {
                Tensor logits_PV = model.logits(part.hidden_PC);
                sum.add_(part.sum(crossEntropy_P1(logits_PV, part)));
                Tensor hits_P1 = logits_PV.argmax(1).view(-1, 1).eq(part.labels_P1);
                correct.add_(hits_P1.sum().to(DType.FLOAT64));
            });
        }
        return new ValidationScore(sum.item(), weight(targets), targets.labels.length, correct.itemLong());
    }

    private static double weight(Targets targets) {
        double sum = 0;
        for (float weight : targets.weights) {
            sum += weight;
        }
        return sum;
    }

    /** Runs the work on parts of nearly equal size, each in a scope of its own. */
    private void forEachPart(Tensor hidden_PC, Targets targets, Consumer<Part> work) {
        long positions = targets.labels.length;
        try (Scope all = Scope.open()) {
            Tensor labels_P1 = Tensor.ofIds(targets.labels, hidden_PC.device(), positions, 1);
            Tensor weights_P1 = Tensor.of(targets.weights, hidden_PC.device(), positions, 1);
            long rows = Math.ceilDiv(positions, Math.max(1, Math.ceilDiv(positions, mostRows)));
            for (long start = 0; start < positions; start += rows) {
                long count = Math.min(rows, positions - start);
                try (Scope scope = Scope.open()) {
                    work.accept(new Part(
                            (int) start,
                            hidden_PC.narrow(0, start, count),
                            labels_P1.narrow(0, start, count),
                            weights_P1.narrow(0, start, count)));
                }
            }
        }
    }
}
