package dev.trainyard.nn;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.RowKernels;
import dev.trainyard.tensor.Rows;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of the tokens a model has seen, so that the next token costs one step; allocated once.
 *
 * <p>All rows of a batch have the same length. Memory: to be closed. Not thread-safe.
 */
public final class KvCache implements AutoCloseable {
    private final List<Layer> layers = new ArrayList<>();
    private final int maxTokens;
    private int length;

    /** Room for maxTokens tokens of batch rows in every layer, on the device of the model. */
    public KvCache(int layerCount, int batch, int keyValueHeads, int maxTokens, int headDim, Device device) {
        this.maxTokens = maxTokens;
        for (int i = 0; i < layerCount; i++) {
            layers.add(new Layer(
                    Tensor.empty(DType.FLOAT32, device, batch, keyValueHeads, maxTokens, headDim)
                            .keep(),
                    Tensor.empty(DType.FLOAT32, device, batch, keyValueHeads, maxTokens, headDim)
                            .keep()));
        }
    }

    /** Tokens seen so far. */
    public int length() {
        return length;
    }

    /** The most tokens it can hold. */
    public int maxTokens() {
        return maxTokens;
    }

    /** The part of one layer. */
    public Layer layer(int index) {
        return layers.get(index);
    }

    /** Counts tokens as seen, once every layer has appended them. */
    public void advance(int tokens) {
        length += tokens;
    }

    /** Forgets all tokens after the first ones. */
    public void rewind(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException(
                    "a cache of " + length + " tokens cannot be cut to " + newLength + ": use 0 to " + length);
        }
        length = newLength;
    }

    @Override
    public void close() {
        layers.forEach(Layer::close);
    }

    /** Bytes that a cache of one row takes for each token. */
    public long bytesPerToken() {
        return layers.stream()
                .mapToLong(layer -> (layer.keys.byteSize() + layer.values.byteSize()) / maxTokens)
                .sum();
    }

    private void requireRoom(long tokens) {
        if (length + tokens > maxTokens) {
            throw new IllegalStateException(
                    "the cache holds " + maxTokens + " tokens: " + (length + tokens) + " do not fit");
        }
    }

    /** Keys and values so far. */
    public record KeysValues(Tensor k_BKSD, Tensor v_BKSD) {}

    /** Keys and values of one layer. */
    public final class Layer {
        private final Tensor keys;
        private final Tensor values;
        private Rows @Nullable [] rows;

        private Layer(Tensor keys, Tensor values) {
            this.keys = keys;
            this.values = values;
        }

        private void close() {
            if (rows != null) {
                rows[0].close();
                rows[1].close();
            }
            keys.close();
            values.close();
        }

        /** Tokens seen before those being appended. */
        public int past() {
            return length;
        }

        /**
         * A row's part in the attention of its next tokens, whose keys and values become those of the tokens from
         * {@link #past} on.
         *
         * @param offset of the token, from the first that is new
         * @param qkv address of its queries, keys and values
         * @param attended address of the result
         * @throws IllegalStateException if the cache is full
         */
        RowKernels.Seen next(int offset, long qkv, long attended) {
            requireRoom(offset + 1L);
            if (rows == null) {
                rows = new Rows[] {Rows.of(keys), Rows.of(values)};
            }
            return new RowKernels.Seen(qkv, rows[0].address(), rows[1].address(), attended, length + offset, maxTokens);
        }

        /** Stores the keys and values of new tokens and returns those of all tokens. */
        public KeysValues append(Tensor k_BKTD, Tensor v_BKTD) {
            long tokens = k_BKTD.size(2);
            requireRoom(tokens);
            keys.narrow(2, length, tokens).copy_(k_BKTD);
            values.narrow(2, length, tokens).copy_(v_BKTD);
            return new KeysValues(keys.narrow(2, 0, length + tokens), values.narrow(2, 0, length + tokens));
        }
    }
}
