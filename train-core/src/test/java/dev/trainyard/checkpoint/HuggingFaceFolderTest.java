package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.Fixtures;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceFolderTest {
    @TempDir
    Path folder;

    @Test
    void savedAndLoadedModelGivesIdenticalLogits() {
        for (Path original : List.of(Fixtures.LLAMA, Fixtures.STORIES)) {
            Path copy = folder.resolve(original.getFileName());
            float[] before = logits(original);
            try (LanguageModel model = ModelFamilies.load(original, LayerDecorator.NONE)) {
                HuggingFaceFolder.save(copy, model);
            }
            assertThat(logits(copy)).containsExactly(before);
        }
    }

    @Test
    void storesTiedWeightsOnce() {
        try (LanguageModel model = ModelFamilies.load(Fixtures.STORIES, LayerDecorator.NONE)) {
            HuggingFaceFolder.save(folder, model);
        }
        try (WeightFiles files = WeightFiles.open(folder)) {
            assertThat(files.names()).contains("model.embed_tokens.weight").doesNotContain("lm_head.weight");
        }
        assertThat(Fixtures.json(folder.resolve("config.json"))
                        .path("tie_word_embeddings")
                        .booleanValue())
                .isTrue();
        assertThat(Fixtures.json(folder.resolve("generation_config.json"))
                        .path("eos_token_id")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void shardsLargeModelsAndReplacesEarlierSaves() throws IOException {
        float[] before = logits(Fixtures.LLAMA);
        try (LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, LayerDecorator.NONE)) {
            HuggingFaceFolder.save(folder, model);
            HuggingFaceFolder.save(folder, model, 150_000);
        }
        assertThat(weightFiles())
                .containsExactlyInAnyOrder(
                        "model-00001-of-00003.safetensors",
                        "model-00002-of-00003.safetensors",
                        "model-00003-of-00003.safetensors",
                        "model.safetensors.index.json");
        var index = Fixtures.json(folder.resolve("model.safetensors.index.json"));
        assertThat(index.path("metadata").path("total_size").longValue())
                .isEqualTo(4 * index.path("metadata").path("total_parameters").longValue());
        assertThat(index.path("weight_map").path("lm_head.weight").asText())
                .isEqualTo("model-00003-of-00003.safetensors");
        assertThat(logits(folder)).containsExactly(before);
    }

    private List<String> weightFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("model"))
                    .toList();
        }
    }

    @Test
    void listsEveryWeightThatDoesNotFit() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> weights = weights();
            weights.remove("model.norm.weight");
            weights.put("model.layers.0.mlp.up_proj.weight", Tensor.ones(3, 3));
            weights.put("model.layers.9.mlp.up_proj.weight", Tensor.ones(1));
            save(weights);
        }
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_MODEL))
                .hasMessageContaining("missing \"model.norm.weight\" of shape [64]")
                .hasMessageContaining(
                        "\"model.layers.0.mlp.up_proj.weight\" has shape [3, 3], config.json says [112, 64]")
                .hasMessageContaining("unexpected \"model.layers.9.mlp.up_proj.weight\"");
    }

    @Test
    void ignoresBuffersOfOldCheckpoints() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> weights = weights();
            weights.put("model.layers.0.self_attn.rotary_emb.inv_freq", Tensor.ones(8));
            save(weights);
        }
        assertThat(logits(folder)).containsExactly(logits(Fixtures.LLAMA));
    }

    @Test
    void loadsHalfPrecisionWeightsAsFloat32() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> weights = weights();
            weights.replaceAll((name, tensor) -> tensor.to(DType.BFLOAT16));
            save(weights);
            try (LanguageModel model = ModelFamilies.load(folder, LayerDecorator.NONE)) {
                weights.forEach((name, stored) -> {
                    Tensor loaded = model.parameters().find(name).orElseThrow();
                    assertThat(loaded.dtype()).isEqualTo(DType.FLOAT32);
                    assertThat(loaded.sameAs(stored.to(DType.FLOAT32))).as(name).isTrue();
                });
            }
        }
    }

    @Test
    void tellsWhatIsNoModelFolder() throws IOException {
        assertThatThrownBy(() -> ModelFamilies.load(folder.resolve("none"), LayerDecorator.NONE))
                .hasMessageContaining("is no folder");
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("config.json does not exist");
        Files.writeString(folder.resolve("config.json"), "{");
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("is not valid JSON");
        copyConfig();
        assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                .hasMessageContaining("has neither model.safetensors nor model.safetensors.index.json");
    }

    @Test
    void shardsOutsideTheFolderAreRefused() throws IOException {
        copyConfig();
        for (String name : List.of("../model.safetensors", "/etc/passwd", "..", "")) {
            Files.writeString(
                    folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"" + name + "\"}}");
            assertThatThrownBy(() -> ModelFamilies.load(folder, LayerDecorator.NONE))
                    .hasMessageContaining("which is not in its folder");
        }
    }

    private Map<String, Tensor> weights() {
        var weights = new LinkedHashMap<String, Tensor>();
        try (WeightFiles files = WeightFiles.open(Fixtures.LLAMA)) {
            files.names().forEach(name -> weights.put(name, files.read(name)));
        }
        return weights;
    }

    private void save(Map<String, Tensor> weights) {
        SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, SafetensorsWriter.PYTORCH);
        copyConfig();
    }

    private void copyConfig() {
        ObjectNode config = Fixtures.json(Fixtures.LLAMA.resolve("config.json")).deepCopy();
        JsonFile.write(folder.resolve("config.json"), config);
    }

    private static float[] logits(Path folder) {
        try (LanguageModel model = ModelFamilies.load(folder, LayerDecorator.NONE);
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return model.logits(model.hidden(Tensor.ofIds(new int[] {1, 2, 3, 4, 5}, 1, 5)))
                    .floats();
        }
    }
}
