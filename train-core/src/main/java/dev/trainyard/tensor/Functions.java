package dev.trainyard.tensor;

import static dev.trainyard.tensor.Natives.NO_TENSOR;

import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The functions of neural networks, each one native call.
 *
 * <p>Shapes: B batch, T tokens, S tokens attended to, C features, H heads, K key and value heads, D head dim, V
 * vocabulary, N positions.
 */
public final class Functions {
    private static final long SUM = 2;
    /** Labels with this value take no part in a loss. */
    public static final int IGNORED_LABEL = -100;

    private Functions() {}

    /** x · weightᵀ, for a weight of shape (out, in). */
    public static Tensor linear(Tensor x, Tensor weight) {
        Shapes.requireOnePlace(x, weight);
        return new Tensor(torch.linear(x.native_(), weight.native_()));
    }

    /** x · weightᵀ + bias. */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        Shapes.requireOnePlace(x, weight);
        try (var present = new TensorOptional(bias.native_())) {
            return new Tensor(torch.linear(x.native_(), weight.native_(), present));
        }
    }

    /** The rows of the weight (V, C) that the int64 ids name. */
    public static Tensor embedding(Tensor weight_VC, Tensor ids) {
        if (weight_VC.native_().is_meta()) {
            return Shapes.embedding(weight_VC, ids);
        }
        return new Tensor(torch.embedding(weight_VC.native_(), ids.native_()));
    }

    /**
     * The same, where the row of one id is never learnt.
     *
     * @param padding an id that fills sequences up
     */
    public static Tensor embedding(Tensor weight_VC, Tensor ids, long padding) {
        if (weight_VC.native_().is_meta()) {
            return Shapes.embedding(weight_VC, ids);
        }
        return new Tensor(torch.embedding(weight_VC.native_(), ids.native_(), padding, false, false));
    }

    /** Root-mean-square normalisation over the last dimension, in float32. Source: Zhang and Sennrich 2019, equation 4. */
    public static Tensor rmsNorm(Tensor x, Tensor weight_C, double epsilon) {
        try (var weight = new TensorOptional(weight_C.native_());
                var eps = new DoubleOptional(epsilon)) {
            return new Tensor(
                    torch.rms_norm(x.inFullPrecision().native_(), new long[] {weight_C.count()}, weight, eps));
        }
    }

    /** Normalisation of the last dimension to mean 0 and variance 1, scaled and shifted, in float32. */
    public static Tensor layerNorm(Tensor x, Tensor weight_C, Tensor bias_C, double epsilon) {
        if (x.native_().is_meta()) {
            return Shapes.layerNorm(x, weight_C, bias_C);
        }
        try (var weight = new TensorOptional(weight_C.native_());
                var bias = new TensorOptional(bias_C.native_())) {
            return new Tensor(torch.layer_norm(
                    x.inFullPrecision().native_(), new long[] {weight_C.count()}, weight, bias, epsilon, false));
        }
    }

    /**
     * softmax(q · kᵀ / √D) · v, where each key head serves H/K query heads.
     *
     * @param causal whether position t sees only positions up to t; needs T = S
     * @return (B, H, T, D)
     */
    public static Tensor attention(Tensor q_BHTD, Tensor k_BKSD, Tensor v_BKSD, boolean causal) {
        return attention(q_BHTD, k_BKSD, v_BKSD, causal, 0);
    }

    /** The same, dropping weights of the softmax with the given probability; draws from {@link Rng#global(Device)}. */
    public static Tensor attention(Tensor q_BHTD, Tensor k_BKSD, Tensor v_BKSD, boolean causal, double dropout) {
        return causal && dropout == 0 && q_BHTD.device().equals(Device.CPU) && CausalPieces.pay(q_BHTD.size(2))
                ? CausalPieces.attention(q_BHTD, k_BKSD, v_BKSD)
                : attention(q_BHTD, k_BKSD, v_BKSD, NO_TENSOR, causal, dropout);
    }

    /** The same with a boolean mask, broadcastable to (B, H, T, S), that is true where a position may be seen. */
    public static Tensor attention(Tensor q_BHTD, Tensor k_BKSD, Tensor v_BKSD, Tensor mask) {
        try (var present = new TensorOptional(mask.native_())) {
            return attention(q_BHTD, k_BKSD, v_BKSD, present, false, 0);
        }
    }

    private static Tensor attention(Tensor q, Tensor k, Tensor v, TensorOptional mask, boolean causal, double dropout) {
        Shapes.requireOnePlace(q, k);
        if (q.native_().is_meta()) {
            return Shapes.attention(q, k, v);
        }
        boolean grouped = q.size(1) != k.size(1);
        return new Tensor(torch.scaled_dot_product_attention(
                q.native_(), k.native_(), v.native_(), mask, dropout, causal, Natives.NO_DOUBLE, grouped));
    }

    /** x · sigmoid(x). */
    public static Tensor silu(Tensor x) {
        return new Tensor(torch.silu(x.native_()));
    }

    /** The greater of x and 0. */
    public static Tensor relu(Tensor x) {
        return new Tensor(torch.relu(x.native_()));
    }

    /** The hyperbolic tangent. */
    public static Tensor tanh(Tensor x) {
        return new Tensor(torch.tanh(x.native_()));
    }

    /** The Gaussian error linear unit, exact by the error function. Source: Hendrycks and Gimpel 2016. */
    public static Tensor gelu(Tensor x) {
        return gelu(x, "none");
    }

    /** Its approximation by the hyperbolic tangent, as GPT-2 was trained with. */
    public static Tensor geluTanh(Tensor x) {
        return gelu(x, "tanh");
    }

    private static Tensor gelu(Tensor x, String approximation) {
        return new Tensor(torch.gelu(x.native_(), approximation));
    }

    /** Zeroes elements with the given probability and scales the others up; draws from {@link Rng#global(Device)}. */
    public static Tensor dropout(Tensor x, double probability) {
        return new Tensor(torch.dropout(x.native_(), probability, true));
    }

    /**
     * The summed negative log-likelihood of the labels, leaving out {@link #IGNORED_LABEL}; in float32.
     *
     * @param labels_N int64
     * @return a single number
     */
    public static Tensor crossEntropySum(Tensor logits_NV, Tensor labels_N) {
        Shapes.requireOnePlace(logits_NV, labels_N);
        return new Tensor(torch.cross_entropy_loss(
                logits_NV.inFullPrecision().native_(), labels_N.native_(), NO_TENSOR, SUM, IGNORED_LABEL, 0.0));
    }

    /** The negative log-likelihood of every label, in float32; zero for {@link #IGNORED_LABEL}. */
    public static Tensor crossEntropy(Tensor logits_NV, Tensor labels_N) {
        Shapes.requireOnePlace(logits_NV, labels_N);
        return new Tensor(torch.cross_entropy_loss(
                logits_NV.inFullPrecision().native_(), labels_N.native_(), NO_TENSOR, 0, IGNORED_LABEL, 0.0));
    }

    /** For each value, how many of the ascending bounds are below it; int32. */
    public static Tensor bucketize(Tensor values, Tensor bounds) {
        return new Tensor(torch.bucketize(values.native_(), bounds.native_(), true, false));
    }

    /** Elements of a where the boolean condition holds, else of b. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return new Tensor(torch.where(condition.native_(), a.native_(), b.native_()));
    }

    /** Present or not, as two-way choice of {@link #linear}. */
    public static Tensor linear(Tensor x, Tensor weight, Optional<Tensor> bias) {
        return bias.map(b -> linear(x, weight, b)).orElseGet(() -> linear(x, weight));
    }
}
