package dev.trainyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.Fixtures;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.model.gpt2.Gpt2Config;
import dev.trainyard.model.llama.LlamaConfig;
import dev.trainyard.model.qwen2.Qwen2Config;
import dev.trainyard.model.qwen3.Qwen3Config;
import dev.trainyard.nn.LayerDecorator;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class FamilyConfigTest {
    private static final List<Path> FOLDERS = Stream.concat(Fixtures.FAMILIES.stream(), Stream.of(Fixtures.STORIES))
            .toList();
    private static final List<RotaryConfig> ROTARY =
            List.of(LlamaConfig.debug(), Qwen2Config.debug(), Qwen3Config.debug());
    private static final List<ModelConfig> DEBUG =
            List.of(LlamaConfig.debug(), Qwen2Config.debug(), Qwen3Config.debug(), Gpt2Config.debug());

    @Test
    void readsTheFormOfTransformers5() {
        var config = (LlamaConfig) ModelFamilies.config(Fixtures.LLAMA);
        assertThat(config.shape().rope().theta()).isEqualTo(500_000);
        assertThat(config.shape().rope().llama3()).hasValueSatisfying(llama3 -> {
            assertThat(llama3.factor()).isEqualTo(8);
            assertThat(llama3.originalMaxPositions()).isEqualTo(32);
        });
        assertThat(config.tokens().eos()).containsExactly(2);
        assertThat(config.shape().tieWordEmbeddings()).isFalse();
    }

    @Test
    void readsTheFormBefore() {
        for (Path folder : List.of(Fixtures.LLAMA, Fixtures.QWEN2, Fixtures.QWEN3)) {
            ObjectNode json = Fixtures.json(folder.resolve("config.json")).deepCopy();
            ObjectNode scaling = (ObjectNode) json.remove("rope_parameters");
            json.set("rope_theta", scaling.remove("rope_theta"));
            json.set("rope_scaling", scaling);
            json.set("torch_dtype", json.remove("dtype"));
            json.remove("layer_types");
            assertThat(ModelFamilies.config(json)).isEqualTo(ModelFamilies.config(folder));
        }
    }

    @ParameterizedTest
    @FieldSource("FOLDERS")
    void writesWhatItReads(Path folder) {
        ModelConfig config = ModelFamilies.config(folder);
        assertThat(ModelFamilies.config(config.toJson())).isEqualTo(config);
    }

    @ParameterizedTest
    @FieldSource("DEBUG")
    void keepsSpecialTokens(ModelConfig debug) {
        var tokens = debug.withTokens(new SpecialTokens(OptionalInt.of(3), List.of(4, 5), OptionalInt.empty()));
        assertThat(ModelFamilies.config(tokens.toJson())).isEqualTo(tokens);
        assertThat(tokens.tokens().bos()).hasValue(3);
        assertThat(tokens.tokens().eos()).containsExactly(4, 5);
    }

    @ParameterizedTest
    @FieldSource("FOLDERS")
    void countsParametersAsTheModelHasThem(Path folder) {
        try (LanguageModel model = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            assertThat(model.config().parameterCount())
                    .isEqualTo(model.parameters().count());
        }
    }

    @ParameterizedTest
    @FieldSource("DEBUG")
    void startsNewModelsOfEveryFamily(ModelConfig debug) {
        try (LanguageModel model = ModelFamilies.initialize(debug, 1, LayerDecorator.NONE)) {
            assertThat(model.parameters().count()).isEqualTo(debug.parameterCount());
            assertThat(model.config()).isEqualTo(debug);
        }
    }

    @ParameterizedTest
    @FieldSource("ROTARY")
    void tellsEveryProblemAtOnce(RotaryConfig debug) {
        ObjectNode json = debug.toJson();
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
    void takesTheHeadDimOfQwen3WhereNoneIsGiven() {
        ObjectNode json = Qwen3Config.debug().toJson();
        json.remove("head_dim");
        var config = (Qwen3Config) ModelFamilies.config(json);
        assertThat(config.shape().rope().headDim()).isEqualTo(128);
    }

    @Test
    void tellsEveryProblemOfGpt2AtOnce() {
        ObjectNode json = Gpt2Config.debug().toJson();
        json.put("n_head", 5)
                .put("n_layer", 0)
                .put("activation_function", "mish")
                .put("resid_pdrop", 1)
                .put("scale_attn_weights", false)
                .put("add_cross_attention", true);
        json.remove("vocab_size");
        assertThatThrownBy(() -> ModelFamilies.config(json))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_MODEL))
                .hasMessageContaining("n_head 5 does not divide n_embd 64")
                .hasMessageContaining("n_layer is 0: expected a whole number of at least 1")
                .hasMessageContaining("activation_function \"mish\" is not supported: expected one of [gelu,")
                .hasMessageContaining("resid_pdrop is 1: expected a number of 0 or more, below 1")
                .hasMessageContaining("scale_attn_weights false is not supported")
                .hasMessageContaining("add_cross_attention true is not supported")
                .hasMessageContaining("vocab_size is missing");
    }

    @Test
    void readsTheFirstFormOfGpt2() {
        ObjectNode json = Fixtures.json(Fixtures.GPT2.resolve("config.json")).deepCopy();
        json.set("n_ctx", json.remove("n_positions"));
        json.remove(List.of("n_inner", "tie_word_embeddings", "dtype", "scale_attn_weights", "activation_function"));
        assertThat(ModelFamilies.config(json)).isEqualTo(ModelFamilies.config(Fixtures.GPT2));
        json.remove(List.of("embd_pdrop", "attn_pdrop", "resid_pdrop"));
        assertThat(((Gpt2Config) ModelFamilies.config(json)).dropout())
                .isEqualTo(new Gpt2Config.Dropout(0.1, 0.1, 0.1));
    }

    @Test
    void refusesRopeItDoesNotKnow() {
        ObjectNode json = LlamaConfig.debug().toJson();
        json.putObject("rope_parameters").put("rope_type", "yarn").put("factor", 4);
        assertThatThrownBy(() -> ModelFamilies.config(json)).hasMessageContaining("rope_type \"yarn\"");
    }

    @Test
    void refusesAttentionToAWindow() {
        for (RotaryConfig debug : List.of(Qwen2Config.debug(), Qwen3Config.debug())) {
            ObjectNode json = debug.toJson().put("use_sliding_window", true);
            json.putArray("layer_types").add("full_attention").add("sliding_attention");
            assertThatThrownBy(() -> ModelFamilies.config(json))
                    .hasMessageContaining("use_sliding_window true is not supported")
                    .hasMessageContaining("layer_types has \"sliding_attention\"");
        }
    }

    @Test
    void namesTheFamiliesWeHave() {
        ObjectNode json = LlamaConfig.debug().toJson().put("model_type", "mamba");
        assertThatThrownBy(() -> ModelFamilies.config(json))
                .hasMessageContaining("mamba")
                .hasMessageContaining("llama (LlamaForCausalLM, LlamaForSequenceClassification)");
        ObjectNode tagger = LlamaConfig.debug().toJson();
        tagger.putArray("architectures").add("LlamaForTokenClassification");
        assertThatThrownBy(() -> ModelFamilies.config(tagger)).hasMessageContaining("LlamaForTokenClassification");
    }
}
