package dev.trainyard.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ConfigReader;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.nn.Activation;
import java.util.List;
import java.util.OptionalDouble;

/** BERT's {@code config.json}. Source: transformers, configuration_bert.py, whose defaults these are. */
final class BertConfigJson {
    private static final double DROPOUT = 0.1;
    private static final String CLASSIFIER_DROPOUT = "classifier_dropout";

    private BertConfigJson() {}

    static BertConfig read(JsonNode json) {
        var reader = new ConfigReader(json);
        int width = reader.size("hidden_size");
        int heads = reader.size("num_attention_heads");
        reader.require(
                width % heads == 0,
                "num_attention_heads " + heads + " does not divide hidden_size " + width + ": change one of them");
        requireKnownParts(reader);
        var config = new BertConfig(
                reader.size("vocab_size"),
                width,
                reader.size("intermediate_size"),
                reader.size("num_hidden_layers"),
                heads,
                reader.size("max_position_embeddings", 512),
                reader.size("type_vocab_size", 2),
                reader.activation("hidden_act", Activation.GELU),
                reader.positive("layer_norm_eps", 1e-12),
                dropout(reader),
                reader.positive("initializer_range", 0.02),
                SpecialTokens.read(reader));
        requireTokens(reader, config);
        reader.check();
        return config;
    }

    private static void requireKnownParts(ConfigReader reader) {
        String positions = reader.text("position_embedding_type", "absolute");
        reader.require(
                positions.equals("absolute"),
                "position_embedding_type \"" + positions + "\" is not supported: expected absolute");
        for (String flag : List.of("is_decoder", "add_cross_attention")) {
            reader.require(!reader.flag(flag, false), flag + " true is not supported: expected false");
        }
    }

    private static BertConfig.Dropout dropout(ConfigReader reader) {
        return new BertConfig.Dropout(
                reader.probability("hidden_dropout_prob", DROPOUT),
                reader.probability("attention_probs_dropout_prob", DROPOUT),
                reader.has(CLASSIFIER_DROPOUT)
                        ? OptionalDouble.of(reader.probability(CLASSIFIER_DROPOUT, 0))
                        : OptionalDouble.empty());
    }

    private static void requireTokens(ConfigReader reader, BertConfig config) {
        config.tokens()
                .pad()
                .ifPresent(pad -> reader.require(
                        pad >= 0 && pad < config.vocabSize(),
                        "pad_token_id is " + pad + ": expected an id below vocab_size " + config.vocabSize()));
    }

    static void write(BertConfig config, ObjectNode json) {
        json.put("vocab_size", config.vocabSize());
        json.put("hidden_size", config.width());
        json.put("intermediate_size", config.inner());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("max_position_embeddings", config.positions());
        json.put("type_vocab_size", config.segments());
        json.put("hidden_act", config.activation().configName());
        json.put("layer_norm_eps", config.layerNormEpsilon());
        json.put("hidden_dropout_prob", config.dropout().hidden());
        json.put("attention_probs_dropout_prob", config.dropout().attention());
        if (config.dropout().classifier().isPresent()) {
            json.put(CLASSIFIER_DROPOUT, config.dropout().classifier().getAsDouble());
        } else {
            json.putNull(CLASSIFIER_DROPOUT);
        }
        json.put("position_embedding_type", "absolute");
        json.put("initializer_range", config.initializerRange());
        json.put("use_cache", true);
    }
}
