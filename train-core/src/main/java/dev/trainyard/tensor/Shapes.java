package dev.trainyard.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Operations on tensors without memory that libtorch alone has none for, made of those it has. They give the shape, the
 * type and the way back of gradients that the operation gives elsewhere, and refuse what is elsewhere.
 */
final class Shapes {
    private Shapes() {}

    /** Some operations do not look where the second tensor is if one has no memory; elsewhere they do. */
    static void requireOnePlace(Tensor a, Tensor b) {
        if (a.native_().is_meta() != b.native_().is_meta()) {
            throw new IllegalArgumentException(
                    "expected tensors on the same device, these are on " + a.device() + " and " + b.device());
        }
    }

    /** Source: {@link Tensor#indexSelect}. */
    static Tensor indexSelect(Tensor source, long dim, Tensor indices) {
        requireOnePlace(source, indices);
        long[] aligned = new long[source.dim()];
        Arrays.fill(aligned, 1);
        aligned[(int) dim] = indices.count();
        long[] slices = source.shape();
        slices[(int) dim] = indices.count();
        return source.gather(dim, indices.view(aligned).expand(slices));
    }

    /** Source: {@link Functions#embedding}. */
    static Tensor embedding(Tensor weight_VC, Tensor ids) {
        long[] ends = Arrays.copyOf(ids.shape(), ids.dim() + 1);
        ends[ids.dim()] = weight_VC.size(1);
        return indexSelect(weight_VC, 0, ids.reshape(-1)).view(ends);
    }

    /** Source: {@link Tensor#roll}. */
    static Tensor roll(Tensor x, long shift, long dim) {
        long kept = x.size(dim) - shift;
        return Tensor.cat(List.of(x.narrow(dim, kept, shift), x.narrow(dim, 0, kept)), dim);
    }

    /** Source: {@link Functions#layerNorm}. */
    static Tensor layerNorm(Tensor x, Tensor weight_C, Tensor bias_C) {
        Tensor centred = x.sub(x.mean(-1, true));
        Tensor variance = centred.mul(centred).mean(-1, true);
        return centred.mul(variance.rsqrt()).mul(weight_C).add(bias_C);
    }

    /** Source: {@link Functions#attention}. */
    static Tensor attention(Tensor q_BHTD, Tensor k_BKSD, Tensor v_BKSD) {
        Tensor scores_BHTS = q_BHTD.matmul(heads(k_BKSD, q_BHTD.size(1)).transpose(2, 3));
        return scores_BHTS.softmax(-1).matmul(heads(v_BKSD, q_BHTD.size(1)));
    }

    private static Tensor heads(Tensor x_BKSD, long heads) {
        long[] shape = x_BKSD.shape();
        return x_BKSD.unsqueeze(2)
                .expand(shape[0], shape[1], heads / shape[1], shape[2], shape[3])
                .reshape(shape[0], heads, shape[2], shape[3]);
    }
}
