package dev.trainyard.train;

import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.ReducedLayers;
import dev.trainyard.tensor.Autocast;
import dev.trainyard.tensor.DType;
import java.util.List;

/**
 * The number format of a model's products: float32, or bfloat16 under float32 sums, norms, softmax of the scores and
 * loss. What is trained is held in float32 whatever the precision.
 */
enum Precision {
    FP32(DType.FLOAT32),
    BF16(DType.BFLOAT16);

    static final List<String> NAMES = List.of("fp32", "bf16");

    private final DType type;

    Precision(DType type) {
        this.type = type;
    }

    /** @param name one of {@link #NAMES} */
    static Precision named(String name) {
        return values()[NAMES.indexOf(name)];
    }

    /** Products of this thread have this precision until it is closed. */
    Autocast open() {
        return Autocast.open(type);
    }

    /** Holds the matrices of a frozen model in this precision, below what the decorator adds. */
    LayerDecorator frozen(LayerDecorator decorator) {
        return this == FP32
                ? decorator
                : new LayerDecorator() {
                    @Override
                    public Layers decorate(Layers base) {
                        return decorator.decorate(new ReducedLayers(base, type));
                    }

                    @Override
                    public void complete() {
                        decorator.complete();
                    }
                };
    }
}
