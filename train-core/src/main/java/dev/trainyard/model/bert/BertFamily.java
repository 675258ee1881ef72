package dev.trainyard.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.ClassificationHead;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.ModelFamily;
import dev.trainyard.model.Transformer;
import dev.trainyard.nn.Layers;
import java.util.List;

/** BERT, which reads text in both directions: for classes and embeddings, not for generation. */
public final class BertFamily implements ModelFamily {
    static final String MODEL_TYPE = "bert";
    static final String BARE = "BertModel";

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public List<String> architectures() {
        return List.of(BARE, "BertForMaskedLM", "BertForPreTraining", "BertForNextSentencePrediction");
    }

    @Override
    public String classifierArchitecture() {
        return "BertForSequenceClassification";
    }

    @Override
    public ModelConfig config(JsonNode json) {
        return BertConfigJson.read(json);
    }

    @Override
    public Transformer body(ModelConfig config, Layers layers) {
        return new BertModel(bert(config), layers);
    }

    @Override
    public List<String> headModules() {
        return List.of(BertKeys.CLASSIFIER, BertKeys.POOLER);
    }

    @Override
    public ClassificationHead head(ModelConfig config, int labels, Layers layers) {
        return new BertClassificationHead(bert(config), labels, layers);
    }

    private static BertConfig bert(ModelConfig config) {
        if (config instanceof BertConfig bert) {
            return bert;
        }
        throw new IllegalArgumentException("this is no config of a BERT model: " + config.modelType());
    }

    @Override
    public String canonical(String key) {
        return BertKeys.canonical(key);
    }

    @Override
    public boolean isPretrainingHead(String key) {
        return BertKeys.isPretrainingHead(key);
    }

    @Override
    public boolean ignores(String key, ModelConfig config) {
        return key.equals(BertKeys.POSITION_IDS);
    }
}
