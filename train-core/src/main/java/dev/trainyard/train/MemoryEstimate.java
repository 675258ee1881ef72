package dev.trainyard.train;

import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory a run will take at its highest, in bytes, from shapes alone.
 *
 * @param base the Java machine and the native libraries
 * @param weights all weights of the model and its adapter
 * @param learning gradients and the optimizer's state
 * @param activations what the way back needs of a batch
 * @param scores of one part of the supervised positions over the vocabulary
 * @param rows the data
 * @param export the copy that the exported model is compared with
 */
record MemoryEstimate(long base, long weights, long learning, long activations, long scores, long rows, long export) {
    /** Resident with a model of no size, on Linux with the CPU libraries. */
    private static final long BASE = 345L << 20;

    private static final int FLOAT = 4;

    /** Floats kept of each token and block, for each input and output of the block's matrices; see docs/log.md. */
    private static final double KEPT = 1.5;

    /** Buffers of a block's way back, beside what is kept. */
    private static final double BACKWARD = 1;

    /** Hidden states of all tokens and their gradients, before the first and after the last block. */
    private static final int AROUND_BLOCKS = 6;

    /** Copies of the scores: themselves, their logarithms, their gradients, and what the allocator keeps of them. */
    private static final int SCORE_COPIES = 6;

    /** Bytes of a token in memory: its id and its label. */
    private static final int ROW_TOKEN = 8;

    /** All of it: training and the export come one after the other. */
    long total() {
        return base + weights + learning + rows + Math.max(activations + scores, export);
    }

    /** The parts by name, in bytes. */
    Map<String, Long> parts() {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("base", base);
        parts.put("weights", weights);
        parts.put("gradients_and_optimizer", learning);
        parts.put("activations", activations);
        parts.put("scores", scores);
        parts.put("rows", rows);
        parts.put("export", export);
        return parts;
    }

    /**
     * What passes through a model at once.
     *
     * @param tokens of the largest batch
     * @param recompute whether only the inputs of blocks are kept for the way back
     */
    record Load(long tokens, boolean recompute) {}

    /**
     * The estimate for a model.
     *
     * @param states numbers the optimizer keeps for each that is learnt
     * @param dataTokens tokens of all rows
     */
    static MemoryEstimate of(Shape shape, int states, Load load, long dataTokens) {
        long block = Math.round(KEPT * shape.width / shape.blocks);
        long graphs = shape.blocks - (load.recompute ? LayerwisePass.recomputed(shape.blocks) : 0);
        long kept = graphs * block + (load.recompute ? shape.blocks * shape.hidden : 0);
        long around = Math.round(BACKWARD * block) + AROUND_BLOCKS * shape.hidden;
        long part = Math.min(load.tokens, ChunkedCrossEntropy.chunkRows(Math.max(1, shape.vocabulary)));
        return new MemoryEstimate(
                BASE,
                shape.weightBytes,
                FLOAT * (1L + states) * shape.trainable,
                FLOAT * load.tokens * (kept + around),
                FLOAT * SCORE_COPIES * part * shape.vocabulary,
                ROW_TOKEN * dataTokens,
                shape.weightBytes);
    }

    /**
     * What the memory of a model follows from.
     *
     * @param weightBytes of all weights
     * @param trainable numbers that are learnt
     * @param quantizable weights of matrices in blocks that an adapter leaves as they are, and quantisation does not
     * @param width inputs and outputs of all matrices in all blocks
     * @param blocks number of blocks
     * @param hidden model width
     * @param vocabulary scores of a position
     */
    record Shape(
            long weightBytes, long trainable, long quantizable, long width, int blocks, long hidden, long vocabulary) {
        private static final Pattern BLOCK = Pattern.compile(".*?\\.(\\d+)\\..*");

        /** Of a model's weights by their names, in which those of block i have the number i, and an adapter's. */
        static Shape of(Map<String, Tensor> weights, Map<String, Tensor> trained, long vocabulary) {
            Set<String> blocks = new HashSet<>();
            long width = 0;
            long hidden = 0;
            long quantizable = 0;
            for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
                long[] shape = weight.getValue().shape();
                // The codes of a quantised matrix do not have its shape.
                boolean matrix = shape.length == 2 && weight.getValue().dtype().isFloatingPoint();
                Matcher block = BLOCK.matcher(weight.getKey());
                if (block.matches()) {
                    blocks.add(block.group(1));
                    width += matrix ? shape[0] + shape[1] : 0;
                    quantizable += matrix ? weight.getValue().count() : 0;
                } else if (hidden == 0 && matrix) {
                    hidden = shape[1];
                }
            }
            width = withAdapted(Math.max(width, adapted(trained)), adapted(trained));
            long count = trained.values().stream().mapToLong(Tensor::count).sum();
            Map<String, Tensor> all = new HashMap<>(weights);
            all.putAll(trained);
            return new Shape(bytes(all), count, quantizable, width, Math.max(1, blocks.size()), hidden, vocabulary);
        }

        /** The way back through an adapter needs a fifth more of the maps it changes. */
        private static long withAdapted(long width, long adapted) {
            return width + adapted / 5;
        }

        /** Inputs and outputs of the maps that an adapter changes. */
        private static long adapted(Map<String, Tensor> trained) {
            long width = 0;
            for (Map.Entry<String, Tensor> weight : trained.entrySet()) {
                long[] shape = weight.getValue().shape();
                width += weight.getKey().contains("lora_A") ? shape[1] : 0;
                width += weight.getKey().contains("lora_B") ? shape[0] : 0;
            }
            return width;
        }

        private static long bytes(Map<String, Tensor> tensors) {
            return tensors.values().stream()
                    .mapToLong(tensor -> tensor.count() * tensor.dtype().bytes())
                    .sum();
        }

        /** The same model, its weights frozen under an adapter of this rank on all matrices. */
        Shape withAdapter(int rank) {
            long learnt = rank * width;
            return new Shape(
                    weightBytes + FLOAT * learnt,
                    learnt,
                    quantizable,
                    withAdapted(width, width),
                    blocks,
                    hidden,
                    vocabulary);
        }

        /** The same model, the matrices of its blocks in four bits with a scale for each block of 64. */
        Shape quantized(int bytesEach) {
            long packed = quantizable / 2 + quantizable / Nf4Config.BLOCK_SIZE;
            return new Shape(
                    weightBytes - bytesEach * quantizable + packed, trainable, 0, width, blocks, hidden, vocabulary);
        }
    }
}
