package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;
import java.util.OptionalInt;

/** A vector for each token id. Memory: borrows its weight from {@link Parameters}. */
public final class Embedding {
    private final Tensor weight_VC;
    private final OptionalInt padding;

    /** Vectors as rows of a weight. */
    public Embedding(Tensor weight_VC) {
        this(weight_VC, OptionalInt.empty());
    }

    /** The same, where the vector of {@code padding}, if there is such an id, is never learnt. */
    public Embedding(Tensor weight_VC, OptionalInt padding) {
        this.weight_VC = weight_VC;
        this.padding = padding;
    }

    /** A row for each id, as it is stored. */
    public Tensor weight() {
        return weight_VC;
    }

    /** From int64 ids of any shape to that shape with the width appended; in float32, whatever the weight is held in. */
    public Tensor apply(Tensor ids) {
        Tensor rows = padding.isPresent()
                ? Functions.embedding(weight_VC, ids, padding.getAsInt())
                : Functions.embedding(weight_VC, ids);
        return rows.inFullPrecision();
    }
}
