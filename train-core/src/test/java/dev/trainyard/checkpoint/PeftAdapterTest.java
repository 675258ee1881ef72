package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PeftAdapterTest {
    private static final List<Path> FAMILIES = Fixtures.FAMILIES;
    private static final Path FINAL = Fixtures.LLAMA.resolve("lora/final");

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void writesTheFileThatPeftWrote(Path family) {
        Path saved = family.resolve("lora/final");
        try (var adapter = new LoraAdapter(PeftAdapter.config(saved), 1);
                LanguageModel model = ModelFamilies.load(family, adapter)) {
            PeftAdapter.load(saved, adapter);
            PeftAdapter.save(folder, adapter, "fixtures/" + family.getFileName());
            assertThat(model.parameters().trainable()).isEmpty();
        }
        assertThat(folder.resolve("adapter_model.safetensors"))
                .hasSameBinaryContentAs(saved.resolve("adapter_model.safetensors"));
        JsonNode theirs = Fixtures.json(saved.resolve("adapter_config.json"));
        JsonNode ours = Fixtures.json(folder.resolve("adapter_config.json"));
        ours.properties()
                .forEach(
                        field -> assertThat(field.getValue()).as(field.getKey()).isEqualTo(theirs.get(field.getKey())));
        assertThat(ours.path("lora_alpha").isInt()).isTrue();
        assertThat(PeftAdapter.config(folder)).isEqualTo(PeftAdapter.config(saved));
    }

    @Test
    void namesTheTargetsOfAllLinear() {
        try (var adapter = new LoraAdapter(
                        new LoraConfig(2, 2.5, 0.1, List.of(LoraConfig.ALL_LINEAR)).withRankStabilized(true), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            PeftAdapter.save(folder, adapter, model.config().modelType());
        }
        assertThat(PeftAdapter.config(folder))
                .isEqualTo(new LoraConfig(
                                2,
                                2.5,
                                0.1,
                                List.of("down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"))
                        .withRankStabilized(true));
    }

    @Test
    void listsEveryWeightThatDoesNotFit() {
        try (var adapter = new LoraAdapter(new LoraConfig(4, 8, 0, List.of("q_proj", "lm_head")), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(adapter.modules())
                    .hasSize(model.config().toJson().path("num_hidden_layers").intValue() + 1);
            assertThatThrownBy(() -> PeftAdapter.load(FINAL, adapter))
                    .hasMessageContaining("has shape [8, 64], the model needs [4, 64]")
                    .hasMessageContaining("missing \"base_model.model.lm_head.lora_A.weight\"")
                    .hasMessageContaining(
                            "unexpected \"base_model.model.model.layers.0.self_attn.v_proj.lora_B.weight\"");
        }
    }

    @Test
    void refusesWhatItWouldGetWrong() throws IOException {
        ObjectNode config = Fixtures.json(FINAL.resolve("adapter_config.json")).deepCopy();
        config.put("use_qalora", true).put("bias", "all").put("peft_type", "IA3");
        config.put("init_lora_weights", "pissa").putArray("target_parameters").add("experts");
        Files.writeString(folder.resolve("adapter_config.json"), config.toString());
        assertThatThrownBy(() -> PeftAdapter.config(folder))
                .hasMessageContaining("use_qalora is not supported")
                .hasMessageContaining("target_parameters is not supported")
                .hasMessageContaining("bias \"all\"")
                .hasMessageContaining("init_lora_weights \"pissa\"")
                .hasMessageContaining("peft_type is \"IA3\"");
    }
}
