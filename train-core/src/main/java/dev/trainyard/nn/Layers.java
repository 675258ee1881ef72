package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;
import java.util.Optional;

/**
 * Where a model gets its layers from. A model's constructor asks for each by its Hugging Face name, so that layers
 * read from a checkpoint, fresh random ones, quantised ones and ones decorated by an adapter are interchangeable and
 * models know of none of them.
 */
public interface Layers {
    /**
     * A single weight.
     *
     * @param key such as {@code model.norm.weight}
     */
    Tensor weight(String key, Initial initial, long... shape);

    /**
     * A linear map that adapters may decorate.
     *
     * @param module its name without {@code .weight}, such as {@code model.layers.0.self_attn.q_proj}
     */
    default Projection linear(String module, int in, int out, boolean bias) {
        return Linear.of(this, module, in, out, bias);
    }

    /**
     * A linear map with a bias, whose weight is stored as (in, out), that adapters may decorate.
     *
     * @param module its name without {@code .weight}, such as {@code transformer.h.0.attn.c_attn}
     */
    default Projection transposedLinear(String module, int in, int out) {
        return new TransposedLinear(
                weight(module + ".weight", Initial.NORMAL, in, out), weight(module + ".bias", Initial.ZEROS, out));
    }

    /** The map from the last hidden state to the answer, which adapters leave alone unless they name it. */
    default Projection head(String module, int in, int out, boolean bias) {
        return linear(module, in, out, bias);
    }

    /** The embedding's weight as that map. Source: Press and Wolf 2017. */
    default Projection tiedHead(Tensor weight_VC) {
        return new Linear(weight_VC, Optional.empty());
    }

    /** Every weight asked for so far; owns them. */
    Parameters parameters();

    /** Shared by all layers of one model. */
    Mode mode();
}
