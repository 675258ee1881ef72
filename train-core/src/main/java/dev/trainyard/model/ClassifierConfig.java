package dev.trainyard.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The shape of a classifier: that of the model below its head, and its classes.
 *
 * @param architecture its class name in transformers, such as {@code BertForSequenceClassification}
 * @param parameterCount of body and head
 */
public record ClassifierConfig(ModelConfig body, String architecture, Labels labels, long parameterCount)
        implements ModelConfig {

    /**
     * The classes that a classifier's {@code config.json} names.
     *
     * @throws dev.trainyard.failure.TrainingFailure if they do not fit together
     */
    public static Labels labels(JsonNode json) {
        return Labels.read(json);
    }

    @Override
    public String modelType() {
        return body.modelType();
    }

    @Override
    public int vocabSize() {
        return body.vocabSize();
    }

    @Override
    public int width() {
        return body.width();
    }

    @Override
    public int maxPositionEmbeddings() {
        return body.maxPositionEmbeddings();
    }

    @Override
    public double initializerRange() {
        return body.initializerRange();
    }

    @Override
    public SpecialTokens tokens() {
        return body.tokens();
    }

    @Override
    public ClassifierConfig withTokens(SpecialTokens own) {
        return new ClassifierConfig(body.withTokens(own), architecture, labels, parameterCount);
    }

    @Override
    public void writeShape(ObjectNode json) {
        body.writeShape(json);
        labels.write(json);
        json.put("problem_type", "single_label_classification");
    }
}
