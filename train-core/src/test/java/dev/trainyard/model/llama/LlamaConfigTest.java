package dev.trainyard.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.Fixtures;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LlamaConfigTest {
    @Test
    void readsTheFormOfTransformers5() {
        var config = (LlamaConfig) ModelFamilies.config(Fixtures.LLAMA);
        assertThat(config.rope().theta()).isEqualTo(500_000);
        assertThat(config.rope().llama3()).hasValueSatisfying(llama3 -> {
            assertThat(llama3.factor()).isEqualTo(8);
            assertThat(llama3.originalMaxPositions()).isEqualTo(32);
        });
        assertThat(config.eosTokenIds()).containsExactly(2);
        assertThat(config.tieWordEmbeddings()).isFalse();
    }

    @Test
    void readsTheFormBefore() {
        ObjectNode json = Fixtures.json(Fixtures.LLAMA.resolve("config.json")).deepCopy();
        ObjectNode scaling = (ObjectNode) json.remove("rope_parameters");
        json.set("rope_theta", scaling.remove("rope_theta"));
        json.set("rope_scaling", scaling);
        assertThat(ModelFamilies.config(json)).isEqualTo(ModelFamilies.config(Fixtures.LLAMA));
    }

    @Test
    void writesWhatItReads() {
        for (var folder : List.of(Fixtures.LLAMA, Fixtures.STORIES)) {
            ModelConfig config = ModelFamilies.config(folder);
            assertThat(ModelFamilies.config(config.toJson())).isEqualTo(config);
        }
        var tokens = LlamaConfig.debug().withSpecialTokens(OptionalInt.of(3), List.of(4, 5), OptionalInt.empty());
        assertThat(ModelFamilies.config(tokens.toJson())).isEqualTo(tokens);
    }

    @Test
    void countsParametersAsTheModelHasThem() {
        for (var folder : List.of(Fixtures.LLAMA, Fixtures.STORIES)) {
            try (LanguageModel model = ModelFamilies.load(folder, LayerDecorator.NONE)) {
                assertThat(model.config().parameterCount())
                        .isEqualTo(model.parameters().count());
            }
        }
    }

    @Test
    void tellsEveryProblemAtOnce() {
        ObjectNode json = LlamaConfig.debug().toJson();
        json.put("head_dim", 15)
                .put("num_key_value_heads", 3)
                .put("vocab_size", 0)
                .put("hidden_act", "relu");
        json.remove("hidden_size");
        assertThatThrownBy(() -> ModelFamilies.config(json))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_MODEL))
                .hasMessageContaining("head_dim 15 is odd")
                .hasMessageContaining("num_key_value_heads 3 does not divide num_attention_heads 4")
                .hasMessageContaining("vocab_size is 0: expected a whole number of at least 1")
                .hasMessageContaining("hidden_act \"relu\" is not supported")
                .hasMessageContaining("hidden_size is missing");
    }

    @Test
    void refusesHeadsThatDoNotDivideTheWidth() {
        ObjectNode json = LlamaConfig.debug().toJson().put("num_attention_heads", 6);
        json.remove("head_dim");
        assertThatThrownBy(() -> ModelFamilies.config(json))
                .hasMessageContaining("num_attention_heads 6 does not divide hidden_size 64");
    }

    @Test
    void refusesRopeItDoesNotKnow() {
        ObjectNode json = LlamaConfig.debug().toJson();
        json.putObject("rope_parameters").put("rope_type", "yarn").put("factor", 4);
        assertThatThrownBy(() -> ModelFamilies.config(json)).hasMessageContaining("rope_type \"yarn\"");
    }

    @Test
    void namesTheFamiliesWeHave() {
        ObjectNode json = LlamaConfig.debug().toJson().put("model_type", "mamba");
        assertThatThrownBy(() -> ModelFamilies.config(json))
                .hasMessageContaining("mamba")
                .hasMessageContaining("llama (LlamaForCausalLM)");
        ObjectNode classifier = LlamaConfig.debug().toJson();
        classifier.putArray("architectures").add("LlamaForSequenceClassification");
        assertThatThrownBy(() -> ModelFamilies.config(classifier))
                .hasMessageContaining("LlamaForSequenceClassification");
    }
}
