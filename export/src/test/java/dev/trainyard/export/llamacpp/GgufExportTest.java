package dev.trainyard.export.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.export.TestModels;
import dev.trainyard.export.gguf.GgufFile;
import dev.trainyard.export.gguf.GgufTensor;
import dev.trainyard.export.gguf.GgufWriter;
import dev.trainyard.export.gguf.TensorType;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufExportTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3", "gpt2"})
    void readsBackTheVeryWeightsAndShape(String family) {
        Path source = TestModels.write(folder.resolve("model"), family, 3);
        Path file = export(source);

        try (LanguageModel model = ModelFamilies.load(source, LayerDecorator.NONE);
                LanguageModel back = GgufModel.load(file)) {
            assertThat(back.parameters().all().keySet())
                    .isEqualTo(model.parameters().all().keySet());
            model.parameters()
                    .all()
                    .forEach((name, weight) -> assertThat(
                                    weight.sameAs(back.parameters().find(name).orElseThrow()))
                            .as(name)
                            .isTrue());
            assertThat(back.config().toJson().path("rope_parameters"))
                    .isEqualTo(model.config().toJson().path("rope_parameters"));
            assertThat(back.config().maxPositionEmbeddings()).isEqualTo(64);
        }
    }

    @Test
    void tellsTokensAndTheirFunctions() {
        Path file = export(TestModels.write(folder.resolve("model"), "qwen2", 3));

        try (GgufFile gguf = GgufFile.open(file)) {
            GgufMetadata keys = gguf.metadata();
            assertThat(keys.text("tokenizer.ggml.model")).contains("gpt2");
            assertThat(keys.text("tokenizer.ggml.pre")).contains("gpt-2");
            assertThat(keys.texts("tokenizer.ggml.tokens").orElseThrow())
                    .hasSize(TestModels.VOCABULARY)
                    .endsWith("[PAD299]");
            assertThat(keys.whole("tokenizer.ggml.eos_token_id")).isPresent();
            assertThat(keys.text("tokenizer.chat_template").orElseThrow()).contains("im_start");
        }
    }

    @Test
    void refusesTokenizersThatLlamaCppDoesNotHave() throws IOException {
        Path source = TestModels.write(folder.resolve("model"), "qwen2", 3);
        TestModels.cutBy(source, "\\p{L}+|\\d");
        assertThatThrownBy(() -> export(source))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("[\\p{L}+|\\d]")
                .hasMessageContaining("gpt-2, llama-bpe, qwen2");

        Path tokenizer = source.resolve("tokenizer.json");
        Files.writeString(
                tokenizer,
                Files.readString(tokenizer).replace("\"end_of_word_suffix\":null", "\"end_of_word_suffix\":\"</w>\""));
        assertThatThrownBy(() -> export(source)).hasMessageContaining("end_of_word_suffix \"</w>\"");
        assertThat(folder.resolve("F32.gguf")).doesNotExist();
    }

    @Test
    void refusesFunctionsThatLlamaCppDoesNotHave() throws IOException {
        Path source = TestModels.write(folder.resolve("model"), "gpt2", 3);
        Path config = source.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("gelu_new", "relu"));
        assertThatThrownBy(() -> export(source)).hasMessageContaining("activation_function \"relu\"");
        assertThat(folder.resolve("F32.gguf")).doesNotExist();
    }

    @Test
    void refusesFilesThatAreNoWholeModel() {
        Path source = TestModels.write(folder.resolve("model"), "llama", 3);
        Path file = export(source);
        Path other = folder.resolve("other.gguf");
        try (GgufFile whole = GgufFile.open(file)) {
            List<GgufTensor> tensors = new ArrayList<>();
            for (String name : whole.names()) {
                if (!name.equals("blk.1.ffn_up.weight")) {
                    tensors.add(new GgufTensor(name, whole.shape(name), TensorType.F32, () -> whole.read(name)));
                }
            }
            GgufWriter.write(other, whole.metadata(), tensors);
            assertThatThrownBy(() -> GgufModel.load(other)).hasMessageContaining("model.layers.1.mlp.up_proj.weight");

            tensors.add(new GgufTensor("blk.1.strange.weight", new long[] {1}, TensorType.F32, () -> Tensor.ones(1)));
            GgufWriter.write(other, whole.metadata(), tensors);
            assertThatThrownBy(() -> GgufModel.load(other)).hasMessageContaining("blk.1.strange.weight");
        }
        try (Scope scope = Scope.open()) {
            GgufMetadata metadata = new GgufMetadata().put("general.architecture", "mamba");
            GgufWriter.write(
                    other,
                    metadata,
                    List.of(new GgufTensor(
                            "token_embd.weight", new long[] {2, 2}, TensorType.F32, () -> Tensor.ones(2, 2))));
            assertThatThrownBy(() -> GgufModel.load(other)).hasMessageContaining("family \"mamba\"");
        }
    }

    private Path export(Path source) {
        Path file = folder.resolve("F32.gguf");
        try (LanguageModel model = ModelFamilies.load(source, LayerDecorator.NONE)) {
            GgufExport.write(model, source, "test", Precision.F32, file);
        }
        return file;
    }
}
