package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.Fixtures;
import dev.trainyard.SupervisedLoss;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against models that transformers quantised with bitsandbytes, and the same computed in float64. */
class BitsAndBytesParityTest {
    /** Of float32 against float64: logits absolute, losses and gradient norms relative. */
    private static final double TOLERANCE = 2e-5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void quantisedFolderGivesTheLogitsOfFloat64(String family) {
        Path quantized = Fixtures.NF4.resolve(family);
        try (LanguageModel model = ModelFamilies.load(quantized, LayerDecorator.NONE)) {
            assertThat(model.parameters().isQuantized()).isTrue();
            assertLogits(model, family, golden(family).path("float64").path("logits"));
            assertLogits(model, family, golden(family).path("logits"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void adapterOfPeftOnItHasTheLossAndGradientsOfFloat64(String family) {
        Path quantized = Fixtures.NF4.resolve(family);
        JsonNode expected = golden(family).path("float64");
        JsonNode forward = forward(family);
        try (var adapter = new LoraAdapter(PeftAdapter.config(quantized.resolve("adapter")), 1);
                LanguageModel model = ModelFamilies.load(quantized, adapter)) {
            PeftAdapter.load(quantized.resolve("adapter"), adapter);
            assertLogits(model, family, expected.path("adapter_logits"));
            try (Scope scope = Scope.open()) {
                Tensor loss = SupervisedLoss.mean(
                        model, Fixtures.ids(forward.path("input_ids")), Fixtures.ids(forward.path("labels")));
                assertClose("loss", loss.item(), expected.path("adapter_loss"));
                loss.backward();
            }
            JsonNode norms = expected.path("adapter_grad_norms");
            assertThat(norms.size()).isEqualTo(adapter.parameters().all().size());
            norms.properties()
                    .forEach(norm -> assertClose(
                            norm.getKey(),
                            adapter.parameters()
                                    .find(norm.getKey())
                                    .orElseThrow()
                                    .grad()
                                    .orElseThrow()
                                    .norm()
                                    .item(),
                            norm.getValue()));
            long bytes = bytes(model);
            adapter.merge();
            assertLogits(model, family, expected.path("adapter_logits"));
            HuggingFaceFolder.save(folder, model);
            assertThat(bytes(model)).as("four bits stay four bits").isEqualTo(bytes);
        }
        try (LanguageModel merged = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            assertThat(merged.parameters().isQuantized()).isFalse();
            assertLogits(merged, family, expected.path("adapter_logits"));
        }
    }

    private static long bytes(LanguageModel model) {
        return model.parameters().all().values().stream()
                .mapToLong(Tensor::byteSize)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void quantisesOnLoadingAndWritesAsBitsandbytesDoes(String family) throws IOException {
        Path full = Fixtures.NF4.resolveSibling(family);
        try (LanguageModel model = ModelFamilies.load(
                full, LayerDecorator.NONE, new Placement(Device.CPU, Optional.of(Nf4Config.standard())))) {
            HuggingFaceFolder.save(folder, model);
            assertLogits(model, family, golden(family).path("logits"));
        }
        try (SafetensorsFile ours = SafetensorsFile.open(folder.resolve("model.safetensors"));
                SafetensorsFile theirs =
                        SafetensorsFile.open(Fixtures.NF4.resolve(family).resolve("model.safetensors"));
                Scope scope = Scope.open()) {
            assertThat(ours.names()).isEqualTo(theirs.names());
            for (String name : theirs.names()) {
                assertEqual(name, ours.read(name), theirs.read(name));
            }
        }
        JsonNode quantization = Fixtures.json(folder.resolve("config.json")).path("quantization_config");
        Fixtures.json(Fixtures.NF4.resolve(family).resolve("config.json"))
                .path("quantization_config")
                .properties()
                .stream()
                .filter(field -> !field.getKey().equals("llm_int8_skip_modules"))
                .forEach(field -> assertThat(quantization.path(field.getKey()))
                        .as(field.getKey())
                        .isEqualTo(field.getValue()));
        assertThat(quantization.path("llm_int8_skip_modules").path(0).asText()).isEqualTo("lm_head");
    }

    private static void assertEqual(String name, Tensor ours, Tensor theirs) throws IOException {
        if (name.endsWith("nf4")) {
            ObjectNode state = state(ours);
            ObjectNode expected = state(theirs);
            double offset = expected.remove("nested_offset").doubleValue();
            assertThat(state.remove("nested_offset").doubleValue()).isCloseTo(offset, within(1e-6 * offset));
            assertThat(state).isEqualTo(expected);
            return;
        }
        assertThat(ours.dtype()).as(name).isEqualTo(theirs.dtype());
        assertThat(ours.shape()).as(name).isEqualTo(theirs.shape());
        if (name.endsWith("absmax") || name.endsWith("nested_quant_map")) {
            // Tables of torch vary by a last bit; codes may differ by one where a scale lies in the middle of two, see
            // Nf4Test.
            double largest = theirs.abs().max().item();
            double one = theirs.dtype() == DType.UINT8 ? 1 : 1e-5 * largest;
            Tensor difference = ours.to(DType.FLOAT64).sub(theirs.to(DType.FLOAT64));
            assertThat(difference.abs().max().item()).as(name).isLessThanOrEqualTo(one);
        } else {
            assertThat(ours.sameAs(theirs)).as(name).isTrue();
        }
    }

    private static ObjectNode state(Tensor bytes) throws IOException {
        var json = new byte[(int) bytes.count()];
        bytes.memory().getFirst().get(json);
        return (ObjectNode) new ObjectMapper().readTree(json);
    }

    @Test
    void leavesSkippedModulesAndTheHeadInFull() {
        var config = new Nf4Config(false, List.of("mlp", "layers.1.self_attn.q_proj"));
        try (LanguageModel model = ModelFamilies.load(
                Fixtures.LLAMA, LayerDecorator.NONE, new Placement(Device.CPU, Optional.of(config)))) {
            assertThat(model.parameters().all().keySet())
                    .contains("model.layers.0.self_attn.q_proj.weight.absmax")
                    .doesNotContain(
                            "model.layers.0.self_attn.q_proj.weight.nested_absmax",
                            "model.layers.1.self_attn.q_proj.weight.absmax",
                            "model.layers.0.mlp.up_proj.weight.absmax",
                            "lm_head.weight.absmax");
            HuggingFaceFolder.save(folder, model);
        }
        JsonNode quantization = Fixtures.json(folder.resolve("config.json")).path("quantization_config");
        assertThat(quantization.path("bnb_4bit_use_double_quant").booleanValue())
                .isFalse();
        assertThat(quantization.path("llm_int8_skip_modules").toString())
                .contains("\"lm_head\"", "\"model.layers.1.self_attn.q_proj\"", "\"model.layers.0.mlp.up_proj\"");
        try (LanguageModel again = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            assertThat(again.parameters().isQuantized()).isTrue();
        }
    }

    @Test
    void refusesOtherQuantisations() throws IOException {
        Path quantized = Fixtures.NF4.resolve("llama");
        Files.copy(quantized.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        ObjectNode config = Fixtures.json(quantized.resolve("config.json")).deepCopy();
        config.withObjectProperty("quantization_config").put("bnb_4bit_quant_type", "fp4");
        Files.writeString(folder.resolve("config.json"), config.toString());
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("bnb_4bit_quant_type fp4")
                .hasMessageContaining("use the model before it was quantised");
        config.withObjectProperty("quantization_config").put("quant_method", "gptq");
        Files.writeString(folder.resolve("config.json"), config.toString());
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("quant_method gptq");
    }

    @Test
    void refusesToTrainAQuantisedModuleAsAWhole() {
        var config = new LoraConfig(2, 4, 0, List.of("q_proj")).withModulesToSave(List.of("down_proj"));
        try (var adapter = new LoraAdapter(config, 1)) {
            assertThatThrownBy(() -> ModelFamilies.load(Fixtures.NF4.resolve("llama"), adapter))
                    .hasMessageContaining("down_proj.weight\" is stored in 4 bits")
                    .hasMessageContaining("leave it out of modules_to_save");
        }
    }

    @Test
    void doraOnItMergesToTheSame() {
        var config = new LoraConfig(2, 4, 0, List.of(LoraConfig.ALL_LINEAR)).withDora(true);
        try (var adapter = new LoraAdapter(config, 1);
                LanguageModel model = ModelFamilies.load(Fixtures.NF4.resolve("gpt2"), adapter)) {
            JsonNode expected = golden("gpt2").path("float64").path("logits");
            assertLogits(model, "gpt2", expected);
            adapter.merge();
            assertLogits(model, "gpt2", expected);
        }
    }

    private static JsonNode golden(String family) {
        return Fixtures.json(Fixtures.NF4.resolve(family).resolve("golden.json"));
    }

    private static JsonNode forward(String family) {
        return Fixtures.json(Fixtures.NF4.resolveSibling(family).resolve("forward.json"));
    }

    private static void assertLogits(LanguageModel model, String family, JsonNode expected) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor hidden_BTC = model.hidden(Fixtures.ids(forward(family).path("input_ids")));
            long rows = expected.size();
            assertThat(rows).isEqualTo(6);
            double[] logits = model.logits(hidden_BTC.select(0, 0).narrow(0, hidden_BTC.size(1) - rows, rows))
                    .doubles();
            int width = expected.get(0).size();
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i])
                        .isCloseTo(expected.get(i / width).get(i % width).doubleValue(), within(TOLERANCE));
            }
        }
    }

    private static void assertClose(String what, double actual, JsonNode expected) {
        double reference = expected.doubleValue();
        assertThat(actual).as(what).isCloseTo(reference, within(TOLERANCE * reference));
    }
}
