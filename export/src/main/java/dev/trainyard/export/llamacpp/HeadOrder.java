package dev.trainyard.export.llamacpp;

import dev.trainyard.tensor.Tensor;

/**
 * The order of the rows that make queries and keys: of each head, halves one after the other as Hugging Face has them, or
 * pairs side by side as llama.cpp has them for Llama. Source: llama.cpp, conversion/llama.py, permute.
 */
final class HeadOrder {
    private HeadOrder() {}

    /** From halves to pairs; of a matrix, or a bias. */
    static Tensor toPairs(Tensor rows, int heads) {
        long[] shape = rows.shape();
        return rows.contiguous()
                .view(heads, 2, shape[0] / heads / 2, -1)
                .transpose(1, 2)
                .contiguous()
                .view(shape);
    }

    /** From pairs to halves. */
    static Tensor toHalves(Tensor rows, int heads) {
        long[] shape = rows.shape();
        return rows.contiguous()
                .view(heads, shape[0] / heads / 2, 2, -1)
                .transpose(1, 2)
                .contiguous()
                .view(shape);
    }
}
