package dev.trainyard.model;

import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.Tensor;
import java.util.OptionalInt;

/**
 * The head of a classifier that reads from left to right: a map of the last token, which alone has seen all others.
 * Padding at the end does not count. Source: transformers, modeling_layers.py, GenericForSequenceClassification.
 */
final class LastTokenHead implements ClassificationHead {
    static final String MODULE = "score";

    private final Projection score;
    private final OptionalInt padding;

    LastTokenHead(ModelConfig config, int labels, Layers layers) {
        this.score = layers.head(MODULE, config.width(), labels, false);
        this.padding = config.tokens().pad();
    }

    @Override
    public int position(int[] ids) {
        int last = ids.length - 1;
        while (last > 0 && padding.isPresent() && ids[last] == padding.getAsInt()) {
            last--;
        }
        return last;
    }

    @Override
    public Tensor scores(Tensor hidden_BC) {
        return score.apply(hidden_BC);
    }
}
