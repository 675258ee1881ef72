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
 * @param export weights made whole, what the exported model is compared by, and what the allocator still holds of a
 *     step
 */
record MemoryEstimate(long base, long weights, long learning, long activations, long scores, long rows, long export) {
    /** Resident with a model of no size, on Linux with the CPU libraries. */
    private static final long BASE = 330L << 20;

    /**
     * Derived, not measured: a CUDA context with libtorch's kernels (about 500 MiB on cards of recent years) and the
     * workspaces of cuBLAS and cuDNN.
     */
    private static final long BASE_ON_GPU = 600L << 20;

    /** What malloc may still hold of a step when the export begins: more than it trims to, in holes. */
    private static final long LEFT = 256L << 20;

    private static final int FLOAT = 4;
    private static final int HALF = 2;

    /** Floats kept of each token and block, for each input and output of the block's matrices; see docs/log.md. */
    private static final double KEPT = 1.5;

    /** Hidden states of a block that stay float32 whatever the products: what its two norms take, normalise and scale. */
    private static final int NORMED = 6;

    /** Scaled hidden states that products of bfloat16 take as copies. */
    private static final int CONVERTED = 2;

    /** Hidden states of all tokens and their gradients, before the first and after the last block. */
    private static final int AROUND_BLOCKS = 6;

    /** Copies of the scores: themselves, their gradients, and what the allocator keeps of them. */
    private static final int SCORE_COPIES = 3;

    /** Of a matrix that is written: turned back, its update, and with rows in the order of the file. */
    private static final int WRITTEN_COPIES = 3;

    /** Of a matrix that is read: as stored and where it is used. */
    private static final int READ_COPIES = 2;

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
     * How a model is trained.
     *
     * @param states numbers the optimizer keeps for each that is learnt
     * @param halved whether products are of bfloat16
     * @param onGpu whether the memory is a graphics processor's
     */
    record Means(int states, boolean halved, boolean onGpu) {}

    /**
     * The estimate for a model.
     *
     * @param dataTokens tokens of all rows
     */
    static MemoryEstimate of(Shape shape, Means means, Load load, long dataTokens) {
        long block = blockBytes(shape, means.halved);
        long hidden = FLOAT * shape.hidden;
        long graphs = shape.blocks - (load.recompute ? LayerwisePass.recomputed(shape.blocks) : 0);
        long kept = graphs * block + (load.recompute ? shape.blocks * hidden : 0);
        // One block's worth of buffers on the way back, beside what is kept.
        long activations = load.tokens * (kept + block + AROUND_BLOCKS * hidden);
        long part = Math.min(load.tokens, ChunkedCrossEntropy.mostRows(Math.max(1, shape.scored)));
        long scores = FLOAT * SCORE_COPIES * part * shape.scored;
        long decoded = shape.packed > 0 ? (means.halved ? FLOAT + HALF : FLOAT) * shape.largest : 0;
        // Autocast converts what is learnt once for each pass.
        long converted = means.halved ? HALF * shape.trainable : 0;
        return new MemoryEstimate(
                means.onGpu ? BASE_ON_GPU : BASE,
                shape.weightBytes,
                FLOAT * (1L + means.states) * shape.trainable + converted,
                activations + decoded,
                scores,
                means.onGpu ? 0 : ROW_TOKEN * dataTokens,
                shape.exportBytes() + Math.min(LEFT, activations + scores));
    }

    /** What is kept of a token in a block. */
    private static long blockBytes(Shape shape, boolean halved) {
        long floats = Math.round(KEPT * shape.width / shape.blocks);
        if (!halved) {
            return FLOAT * floats;
        }
        long whole = Math.min(floats, NORMED * shape.hidden);
        return HALF * (floats - whole) + FLOAT * whole + HALF * CONVERTED * shape.hidden;
    }

    /**
     * What the memory of a model follows from.
     *
     * @param weightBytes of all weights
     * @param count of all weights, an adapter's not among them
     * @param trainable numbers that are learnt
     * @param quantizable weights of matrices in blocks that an adapter leaves as they are, and quantisation does not
     * @param packed weights that are held in four bits
     * @param largest weights of the largest matrix in a block
     * @param width inputs and outputs of all matrices in all blocks
     * @param blocks number of blocks
     * @param hidden model width
     * @param scored scores of a position: the vocabulary, or labels
     */
    record Shape(
            long weightBytes,
            long count,
            long trainable,
            long quantizable,
            long packed,
            long largest,
            long width,
            int blocks,
            long hidden,
            long scored) {
        private static final Pattern BLOCK = Pattern.compile(".*?\\.(\\d+)\\..*");

        /** Of a model's weights by their names, in which those of block i have the number i, and an adapter's. */
        static Shape of(Map<String, Tensor> weights, Map<String, Tensor> trained, long scored) {
            Set<String> blocks = new HashSet<>();
            long width = 0;
            long hidden = 0;
            long count = 0;
            long quantizable = 0;
            long packed = 0;
            long largest = 0;
            for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
                Tensor tensor = weight.getValue();
                long[] shape = tensor.shape();
                boolean floats = tensor.dtype().isFloatingPoint();
                // The codes of a quantised matrix do not have its shape.
                boolean matrix = shape.length == 2 && floats;
                Matcher block = BLOCK.matcher(weight.getKey());
                if (block.matches()) {
                    long codes = !floats && weight.getKey().endsWith(".weight") ? 2 * tensor.count() : 0;
                    blocks.add(block.group(1));
                    width += matrix ? shape[0] + shape[1] : 0;
                    quantizable += matrix ? tensor.count() : 0;
                    packed += codes;
                    largest = Math.max(largest, matrix ? tensor.count() : codes);
                } else if (hidden == 0 && matrix) {
                    hidden = shape[1];
                }
                count += floats ? tensor.count() : 0;
            }
            long learnt = trained.values().stream().mapToLong(Tensor::count).sum();
            Map<String, Tensor> all = new HashMap<>(weights);
            all.putAll(trained);
            return new Shape(
                    bytes(all),
                    count + packed,
                    learnt,
                    quantizable,
                    packed,
                    largest,
                    Math.max(width, adapted(trained)),
                    Math.max(1, blocks.size()),
                    hidden,
                    scored);
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

        /**
         * What the export takes beside all weights. They are written one after another, those in four bits turned back. The
         * written model is run from its files, one matrix at a time; what is outside its blocks is held in float32. Frozen
         * weights make room for it; those that were trained lie in the optimizer's buffer until the end.
         */
        long exportBytes() {
            boolean adapted = trainable < count;
            long written = packed > 0 ? FLOAT * WRITTEN_COPIES * largest : 0;
            long read = FLOAT * (count - quantizable - packed + READ_COPIES * largest);
            return Math.max(written, read - (adapted ? weightBytes - FLOAT * trainable : 0));
        }

        /** Codes of half a byte, a scale of a byte for each of their blocks. */
        private static long packedBytes(long weights) {
            return weights / 2 + weights / Nf4Config.BLOCK_SIZE;
        }

        /** The same model, its weights frozen under an adapter of this rank on all matrices. */
        Shape withAdapter(int rank) {
            long learnt = rank * width;
            return new Shape(
                    weightBytes + FLOAT * learnt,
                    count,
                    learnt,
                    quantizable,
                    packed,
                    largest,
                    width,
                    blocks,
                    hidden,
                    scored);
        }

        /** The same model, the matrices of its blocks in four bits with a scale for each block of 64. */
        Shape quantized(int bytesEach) {
            return new Shape(
                    weightBytes - bytesEach * quantizable + packedBytes(quantizable),
                    count,
                    trainable,
                    0,
                    packed + quantizable,
                    largest,
                    width,
                    blocks,
                    hidden,
                    scored);
        }
    }
}
