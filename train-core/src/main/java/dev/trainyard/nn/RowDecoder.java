package dev.trainyard.nn;

import dev.trainyard.nn.DecoderParts.Inner;
import dev.trainyard.tensor.NativeLibraries;
import dev.trainyard.tensor.RowKernels;
import dev.trainyard.tensor.RowKernels.Heads;
import dev.trainyard.tensor.RowKernels.Matrix;
import dev.trainyard.tensor.RowMatrix;
import dev.trainyard.tensor.Rows;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the next tokens of several texts through a decoder at once, by {@link RowKernels} alone: no tensor is made, and
 * every matrix is read once for all of them. What a text gets is the same bits, whatever texts it comes with and however
 * it is cut into parts.
 *
 * <p>Shapes: R rows, each a token of some text, C width, D head dim, V vocabulary. Memory: holds room for its rows,
 * borrows the model's parts; to be closed before the model. Not thread-safe.
 */
public final class RowDecoder implements AutoCloseable {
    private final RowKernels kernels;
    private final int threads = NativeLibraries.threads();
    private final int mostRows;
    private final List<Rows> held = new ArrayList<>();
    private final Rows embedding;
    private final @Nullable Rows positions;
    private final @Nullable Rope rope;
    private final List<Layer> layers;
    private final RowNorm finalNorm;
    private final List<Matrix> head;
    private final Rows hidden;
    private final Rows normed;
    private final Rows qkv;
    private final Rows attended;
    private final Rows entered;
    private final Rows activated;
    private final Rows logits;

    private RowDecoder(DecoderParts parts, RowKernels kernels, int mostRows) {
        this.kernels = kernels;
        this.mostRows = mostRows;
        this.embedding = held(Rows.of(parts.embedding_VC()));
        this.positions = parts.positions_PC().map(p -> held(Rows.of(p))).orElse(null);
        this.rope = parts.rope().orElse(null);
        this.hidden = room(embedding.width());
        this.normed = room(embedding.width());
        this.layers = parts.blocks().stream().map(Layer::new).toList();
        // All blocks are of one shape.
        Layer any = layers.getFirst();
        this.qkv = room(width(any.attentionInputs));
        this.attended = room(any.attentionOutput.getFirst().in());
        this.entered = room(width(any.feedForwardInputs));
        this.activated = room(any.feedForwardOutput.getFirst().in());
        this.finalNorm = new RowNorm(parts.finalNorm());
        this.head = matrices(List.of(parts.head()));
        this.logits = room(width(head));
    }

    /**
     * A decoder of these parts, if kernels are there and can compute all of them: a quantised map, one with an adapter
     * beside it, or one on another device they cannot.
     *
     * @param mostRows tokens at a time
     */
    public static Optional<RowDecoder> of(DecoderParts parts, int mostRows) {
        Optional<RowMatrix> some = parts.head().matrix();
        boolean all = parts.projections().stream().allMatch(map -> map.matrix().isPresent());
        return all ? some.map(matrix -> new RowDecoder(parts, matrix.kernels(), mostRows)) : Optional.empty();
    }

    /**
     * The next tokens of a text.
     *
     * @param cache of a batch of one and with room for them
     * @param scored how many of the last ones are asked for the logits after them
     */
    public record Part(int[] tokens, KvCache cache, int scored) {}

    /** A token on its way: the {@code offset}th of its part. */
    private record Row(KvCache cache, int offset) {
        int position() {
            return cache.length() + offset;
        }
    }

    /**
     * Takes parts of different texts in.
     *
     * @return for each part the logits (V) after each of its last tokens that are scored
     * @throws IllegalArgumentException if there are more tokens than room was asked for
     */
    public float[][][] step(List<Part> parts) {
        List<Row> rows = rows(parts);
        Rope.Tables tables = tables(rows);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).apply(i, rows, tables);
        }
        float[][][] result = score(parts);
        parts.forEach(part -> part.cache.advance(part.tokens.length));
        return result;
    }

    private List<Row> rows(List<Part> parts) {
        int tokens = parts.stream().mapToInt(part -> part.tokens.length).sum();
        if (tokens > mostRows) {
            throw new IllegalArgumentException(tokens + " tokens in a step: expected at most " + mostRows);
        }
        List<Row> rows = new ArrayList<>();
        for (Part part : parts) {
            for (int offset = 0; offset < part.tokens.length; offset++) {
                Row row = new Row(part.cache, offset);
                embed(part.tokens[offset], row.position(), hidden.address(rows.size()));
                rows.add(row);
            }
        }
        return rows;
    }

    /** Only the rows whose logits are asked for go through the head. */
    private float[][][] score(List<Part> parts) {
        int scored = 0;
        int end = 0;
        for (Part part : parts) {
            end += part.tokens.length;
            finalNorm.apply(hidden.address(end - part.scored), normed.address(scored), part.scored);
            scored += part.scored;
        }
        if (scored > 0) {
            multiply(normed, head, logits, scored);
        }
        float[][][] result = new float[parts.size()][][];
        int row = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = new float[parts.get(i).scored][];
            for (int token = 0; token < result[i].length; token++) {
                result[i][token] = logits.floats(row++);
            }
        }
        return result;
    }

    private void embed(int token, int position, long to) {
        kernels.copy(embedding.address(token), to, embedding.width(), false);
        if (positions != null) {
            kernels.copy(positions.address(position), to, embedding.width(), true);
        }
    }

    private Rope.@Nullable Tables tables(List<Row> rows) {
        int longest = rows.stream().mapToInt(Row::position).max().orElse(0);
        return rope == null ? null : rope.tables(longest + 1);
    }

    private void multiply(Rows x, List<Matrix> matrices, Rows y, int rows) {
        kernels.multiply(x.address(), matrices, y.address(), rows, false, threads);
    }

    private void multiplyOntoHidden(Rows x, List<Matrix> matrices, int rows) {
        kernels.multiply(x.address(), matrices, hidden.address(), rows, true, threads);
    }

    private Rows room(int width) {
        return held(Rows.empty(mostRows, width));
    }

    private Rows held(Rows rows) {
        held.add(rows);
        return rows;
    }

    private static List<Matrix> matrices(List<Projection> maps) {
        return maps.stream().map(map -> map.matrix().orElseThrow().whole()).toList();
    }

    private static int width(List<Matrix> matrices) {
        return matrices.stream().mapToInt(Matrix::out).sum();
    }

    @Override
    public void close() {
        held.forEach(Rows::close);
    }

    private final class RowNorm {
        private final Rows weight;
        private final @Nullable Rows bias;
        private final double epsilon;

        RowNorm(Norm norm) {
            Tensor scale = norm instanceof LayerNorm layer ? layer.weight_C() : ((RmsNorm) norm).weight_C();
            this.weight = held(Rows.of(scale));
            this.bias = norm instanceof LayerNorm layer ? held(Rows.of(layer.bias_C())) : null;
            this.epsilon = norm instanceof LayerNorm layer ? layer.epsilon() : ((RmsNorm) norm).epsilon();
        }

        void apply(long x, long y, int rows) {
            if (bias == null) {
                kernels.rmsNorm(x, weight.address(), epsilon, y, rows, weight.width());
            } else {
                kernels.layerNorm(x, weight.address(), bias.address(), epsilon, y, rows, weight.width());
            }
        }
    }

    private final class Layer {
        private final RowNorm attentionNorm;
        private final Heads heads;
        private final @Nullable RowNorm queryNorm;
        private final @Nullable RowNorm keyNorm;
        private final List<Matrix> attentionInputs;
        private final List<Matrix> attentionOutput;
        private final RowNorm feedForwardNorm;
        private final List<Matrix> feedForwardInputs;
        private final Inner inner;
        private final List<Matrix> feedForwardOutput;

        Layer(DecoderParts.Block block) {
            this.attentionNorm = new RowNorm(block.attentionNorm());
            this.heads = block.attention().heads();
            this.queryNorm = block.attention().queryNorm().map(RowNorm::new).orElse(null);
            this.keyNorm = block.attention().keyNorm().map(RowNorm::new).orElse(null);
            this.attentionInputs = matrices(block.attention().inputs());
            this.attentionOutput = matrices(List.of(block.attention().output()));
            this.feedForwardNorm = new RowNorm(block.feedForwardNorm());
            this.feedForwardInputs = matrices(block.feedForward().inputs());
            this.inner = block.feedForward().inner();
            this.feedForwardOutput = matrices(List.of(block.feedForward().output()));
        }

        /** Adds what attention and the feed-forward part make of the hidden states to them. */
        void apply(int index, List<Row> tokens, Rope.@Nullable Tables tables) {
            int rows = tokens.size();
            attentionNorm.apply(hidden.address(), normed.address(), rows);
            multiply(normed, attentionInputs, qkv, rows);
            List<RowKernels.Seen> seen = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                Row token = tokens.get(row);
                place(qkv.address(row), token.position(), tables);
                seen.add(token.cache.layer(index).next(token.offset, qkv.address(row), attended.address(row)));
            }
            kernels.attend(heads, seen, threads);
            multiplyOntoHidden(attended, attentionOutput, rows);
            feedForwardNorm.apply(hidden.address(), normed.address(), rows);
            multiply(normed, feedForwardInputs, entered, rows);
            activate(rows);
            multiplyOntoHidden(activated, feedForwardOutput, rows);
        }

        /** Norms each head's queries and keys, and turns them to their position, where the model does so. */
        private void place(long queries, int position, Rope.@Nullable Tables tables) {
            long keys = queries + (long) heads.heads() * heads.headDim() * Float.BYTES;
            if (queryNorm != null) {
                queryNorm.apply(queries, queries, heads.heads());
            }
            if (keyNorm != null) {
                keyNorm.apply(keys, keys, heads.keyHeads());
            }
            if (tables != null) {
                long cos = tables.cos_PD().address(position);
                long sin = tables.sin_PD().address(position);
                // Keys follow the queries.
                kernels.rotate(queries, cos, sin, heads.heads() + heads.keyHeads(), heads.headDim());
            }
        }

        private void activate(int rows) {
            switch (inner) {
                case SWIGLU -> kernels.swiglu(entered.address(), activated.address(), rows, activated.width(), threads);
                case GELU_TANH ->
                    kernels.geluTanh(entered.address(), activated.address(), rows, activated.width(), threads);
            }
        }
    }
}
