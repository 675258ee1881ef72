package dev.trainyard.model.bert;

import dev.trainyard.model.ClassificationHead;
import dev.trainyard.nn.Dropout;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;

/** Pooler and classifier over the first token, which stands for the whole sequence. */
final class BertClassificationHead implements ClassificationHead {
    private final Projection pooler;
    private final Dropout dropout;
    private final Projection classifier;

    BertClassificationHead(BertConfig config, int labels, Layers layers) {
        BertConfig.Dropout probabilities = config.dropout();
        this.pooler = layers.linear(BertKeys.POOLER + ".dense", config.width(), config.width(), true);
        this.dropout = new Dropout(probabilities.classifier().orElse(probabilities.hidden()), layers.mode());
        this.classifier = layers.head(BertKeys.CLASSIFIER, config.width(), labels, true);
    }

    @Override
    public int position(int[] ids) {
        return 0;
    }

    @Override
    public Tensor scores(Tensor hidden_BC) {
        return classifier.apply(dropout.apply(Functions.tanh(pooler.apply(hidden_BC))));
    }
}
