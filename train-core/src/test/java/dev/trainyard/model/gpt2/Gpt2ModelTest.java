package dev.trainyard.model.gpt2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.checkpoint.SafetensorsWriter;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.Activation;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Gpt2ModelTest {
    @TempDir
    Path folder;

    @Test
    void readsTheFirstCheckpointsWithTheirMasksAndShortNames() throws IOException {
        try (LanguageModel model = ModelFamilies.load(Fixtures.GPT2, LayerDecorator.NONE);
                Scope scope = Scope.open()) {
            var weights = new LinkedHashMap<String, Tensor>();
            model.parameters().all().forEach((key, weight) -> weights.put(key.replace("transformer.", ""), weight));
            weights.put("h.0.attn.bias", Tensor.ones(1, 1, 128, 128));
            weights.put("h.1.attn.masked_bias", Tensor.scalarOf(-1e4));
            save(weights);
            try (LanguageModel same = ModelFamilies.load(folder, LayerDecorator.NONE)) {
                assertThat(logits(same)).containsExactly(logits(model));
                assertThat(same.parameters().all().keySet())
                        .isEqualTo(model.parameters().all().keySet());
            }
        }
    }

    private void save(Map<String, Tensor> weights) throws IOException {
        Files.copy(Fixtures.GPT2.resolve("config.json"), folder.resolve("config.json"));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, SafetensorsWriter.PYTORCH);
    }

    @Test
    void refusesAWeightUnderBothItsNames() throws IOException {
        try (LanguageModel model = ModelFamilies.load(Fixtures.GPT2, LayerDecorator.NONE)) {
            var weights = new LinkedHashMap<>(model.parameters().all());
            weights.put("wte.weight", weights.get("transformer.wte.weight"));
            weights.put("h.0.attn.other", weights.get("transformer.ln_f.bias"));
            save(weights);
        }
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("\"transformer.wte.weight\"")
                .hasMessageContaining("\"wte.weight\"")
                .hasMessageContaining("are the same weight")
                .hasMessageContaining("unexpected \"h.0.attn.other\"");
    }

    @Test
    void dropsOnlyInTraining() {
        for (var dropout : List.of(
                new Gpt2Config.Dropout(0.5, 0, 0),
                new Gpt2Config.Dropout(0, 0.5, 0),
                new Gpt2Config.Dropout(0, 0, 0.5))) {
            var config = new Gpt2Config(
                    256, 64, 256, 2, 4, 256, 1e-5, Activation.GELU_TANH, dropout, true, 0.2, SpecialTokens.NONE);
            try (LanguageModel model = ModelFamilies.initialize(config, 1, LayerDecorator.NONE)) {
                float[] predicted = logits(model);
                assertThat(logits(model)).containsExactly(predicted);
                model.mode().train();
                assertThat(logits(model)).isNotEqualTo(predicted);
                model.mode().predict();
                assertThat(logits(model)).containsExactly(predicted);
            }
        }
    }

    @Test
    void mapsIntoTheResidualStreamStartSmaller() {
        var config = new Gpt2Config(
                256,
                64,
                256,
                8,
                4,
                256,
                1e-5,
                Activation.GELU_TANH,
                Gpt2Config.Dropout.NONE,
                true,
                0.02,
                SpecialTokens.NONE);
        try (LanguageModel model = ModelFamilies.initialize(config, 1, LayerDecorator.NONE)) {
            assertThat(deviation(model, "transformer.h.3.mlp.c_fc.weight")).isCloseTo(0.02, within(5e-4));
            for (String map : List.of("attn.c_proj.weight", "mlp.c_proj.weight")) {
                assertThat(deviation(model, "transformer.h.3." + map)).isCloseTo(0.02 / 4, within(2e-4));
            }
        }
    }

    private static double deviation(LanguageModel model, String name) {
        try (Scope scope = Scope.open()) {
            Tensor weight = model.parameters().find(name).orElseThrow();
            return weight.mul(weight).mean().sqrt().item();
        }
    }

    @Test
    void keepsAHeadOfItsOwn() {
        var config = new Gpt2Config(
                256,
                64,
                96,
                2,
                4,
                256,
                1e-5,
                Activation.GELU_TANH,
                Gpt2Config.Dropout.NONE,
                false,
                0.02,
                SpecialTokens.NONE);
        try (LanguageModel model = ModelFamilies.initialize(config, 1, LayerDecorator.NONE)) {
            assertThat(model.parameters().find("lm_head.weight")).isPresent();
            assertThat(model.parameters().count()).isEqualTo(config.parameterCount());
            HuggingFaceFolder.save(folder, model);
            try (LanguageModel same = ModelFamilies.load(folder, LayerDecorator.NONE)) {
                assertThat(same.config()).isEqualTo(config);
                assertThat(logits(same)).containsExactly(logits(model));
            }
        }
    }

    @Test
    void tellsPeftOfTransposedWeights() {
        try (var adapter = new LoraAdapter(
                        new LoraConfig(2, 4, 0, List.of(LoraConfig.ALL_LINEAR)).withRankStabilized(true), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.GPT2, adapter)) {
            assertThat(adapter.modules()).hasSize(8).doesNotContain("lm_head");
            PeftAdapter.save(folder, adapter, model.config().modelType());
        }
        var json = Fixtures.json(folder.resolve("adapter_config.json"));
        assertThat(json.path("fan_in_fan_out").booleanValue()).isTrue();
        assertThat(json.path("use_rslora").booleanValue()).isTrue();
        assertThat(PeftAdapter.config(folder).targets().wanted().names()).containsExactly("c_attn", "c_fc", "c_proj");
    }

    @Test
    void refusesMoreTokensThanItHasPositions() {
        try (LanguageModel model = ModelFamilies.load(Fixtures.GPT2, LayerDecorator.NONE);
                Scope scope = Scope.open()) {
            assertThatThrownBy(() -> model.hidden(Tensor.ofIds(new int[129], 1, 129)))
                    .hasMessageContaining("a sequence of 129 tokens is longer than the 128 positions");
        }
    }

    /** The first scores of the fixture with other functions by transformers 5.18: {@code activation_function=NAME}. */
    @ParameterizedTest
    @CsvSource({
        "gelu, 0.14111, 1.05485, -0.58633",
        "relu, 0.28836, 0.74328, -0.73663",
        "silu, 0.09418, 1.13717, -0.39438"
    })
    void knowsTheFunctionsOfTransformers(String name, float first, float second, float third) throws IOException {
        copyWithActivation(name);
        try (LanguageModel model = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            assertThat(Arrays.copyOf(logits(model), 3))
                    .containsExactly(new float[] {first, second, third}, within(2e-5f));
        }
    }

    @Test
    void refusesFunctionsItDoesNotKnow() throws IOException {
        copyWithActivation("mish");
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("activation_function \"mish\" is not supported: expected one of [gelu,");
    }

    private void copyWithActivation(String name) throws IOException {
        Files.copy(Fixtures.GPT2.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        ObjectNode config = (ObjectNode) Fixtures.json(Fixtures.GPT2.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                config.put("activation_function", name).toString());
    }

    private static float[] logits(LanguageModel model) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return model.logits(model.hidden(Tensor.ofIds(new int[] {1, 2, 3, 4, 5, 6}, 2, 3)))
                    .floats();
        }
    }
}
