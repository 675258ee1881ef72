package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;
import java.util.Optional;

/** A linear map of one weight, in whatever form it is stored, and perhaps a bias. */
public interface StoredLinear extends Projection {
    /** Maps (…, in) to (…, out) by the weight alone. */
    Tensor product(Tensor x);

    /**
     * The weight as (out, in) in float32, without gradient.
     *
     * <p>Memory: shared with this map, or made in the present scope where it is stored in another form; not to be
     * changed.
     */
    Tensor weight();

    /** What is added to the product, if anything. */
    Optional<Tensor> bias();

    @Override
    default Tensor apply(Tensor x) {
        Tensor product = product(x);
        return bias().map(product::add).orElse(product);
    }
}
