package dev.trainyard.model;

import dev.trainyard.nn.Layers;
import java.util.List;

/** A family of causal language models, each of which may carry a classifier in place of its vocabulary head. */
public interface CausalFamily extends ModelFamily {
    /** Builds the model, asking the layers for everything it needs; the config is one that this family read. */
    LanguageModel create(ModelConfig config, Layers layers);

    @Override
    default Transformer body(ModelConfig config, Layers layers) {
        return create(config, new Headless(layers));
    }

    @Override
    default List<String> headModules() {
        return List.of(LastTokenHead.MODULE);
    }

    @Override
    default ClassificationHead head(ModelConfig config, int labels, Layers layers) {
        return new LastTokenHead(config, labels, layers);
    }

    @Override
    default boolean isPretrainingHead(String key) {
        return key.startsWith("lm_head.");
    }
}
