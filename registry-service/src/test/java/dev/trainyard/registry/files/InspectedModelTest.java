package dev.trainyard.registry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.registry.ModelFiles;
import dev.trainyard.registry.domain.ModelContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class InspectedModelTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatAHuggingFaceFolderHolds() throws IOException {
        assertThat(InspectedModel.of(ModelFiles.huggingFace(folder, 1)).content())
                .isEqualTo(new ModelContent(ModelFormat.HUGGINGFACE, "llama", "LlamaForCausalLM", 10));
    }

    @Test
    void readsWeightsInSeveralFiles() throws IOException {
        ModelFiles.huggingFace(folder, 1);
        Files.move(folder.resolve("model.safetensors"), folder.resolve("model-1-of-1.safetensors"));
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(
                index,
                "{\"weight_map\": {\"model.embed_tokens.weight\": \"model-1-of-1.safetensors\","
                        + " \"model.norm.weight\": \"model-1-of-1.safetensors\"}}");
        assertThat(InspectedModel.of(folder).content().parameterCount()).isEqualTo(10);

        Files.writeString(index, "{\"weight_map\": {\"lm_head.weight\": \"model-1-of-1.safetensors\"}}");
        refused("\"lm_head.weight\" should be in model-1-of-1.safetensors, and is not");
        Files.writeString(index, "{\"weight_map\": {\"a\": \"../../etc/shadow.safetensors\"}}");
        refused("which is no safetensors file of the folder");
    }

    @Test
    void readsTheBaseOfAnAdapter() throws IOException {
        InspectedModel adapter = InspectedModel.of(ModelFiles.peft(folder, "Qwen/Qwen2.5-0.5B"));
        assertThat(adapter.content()).isEqualTo(new ModelContent(ModelFormat.PEFT, "lora", "", 2));
        assertThat(adapter.baseModel()).contains("Qwen/Qwen2.5-0.5B");
    }

    @Test
    void readsTheArchitectureOfAGgufFile() throws IOException {
        Path file = ModelFiles.gguf(folder.resolve("m.gguf"), 3, 1);
        assertThat(InspectedModel.of(file).content()).isEqualTo(new ModelContent(ModelFormat.GGUF, "llama", "", 8));
        assertThat(InspectedModel.of(folder).content().format()).isEqualTo(ModelFormat.GGUF);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 1000000, it claims 1000000 tensors",
        "3, 2, has a name of 0 letters",
        "3, -1, it claims 18446744073709551615 tensors",
        "3, 0, no tensors",
        "1, 1, expected 2 or 3",
        "50331648, 1, big-endian"
    })
    void refusesCountsAndVersionsThatCannotBe(int version, long tensors, String problem) throws IOException {
        ModelFiles.gguf(folder.resolve("m.gguf"), version, tensors);
        refused(problem);
    }

    @Test
    void refusesAGgufFileThatWasCutOff() throws IOException {
        Path file = ModelFiles.gguf(folder.resolve("m.gguf"), 3, 1);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        refused("needs the bytes 0 to 32 of the data, of which the file has 31");
    }

    @Test
    void tellsTorchScriptFromSavedTensors() throws IOException {
        Path file = folder.resolve("m.pt");
        ModelFiles.torchScript(file, "data.pkl", "constants.pkl", "code/__torch__.py", "version");
        assertThat(InspectedModel.of(file).content().format()).isEqualTo(ModelFormat.TORCHSCRIPT);
        ModelFiles.torchScript(file, "data.pkl", "data/0", "version");
        refused("torch.save has no code");
        Files.writeString(file, "no zip");
        refused("not a whole zip archive");
    }

    @Test
    void refusesALengthThatTheFileDoesNotHave() throws IOException {
        Path weights = ModelFiles.huggingFace(folder, 1).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE / 2);
        Files.write(weights, bytes);
        refused("claims 4611686018427387903 bytes");
    }

    @Test
    void refusesAFileThatWasCutOff() throws IOException {
        Path weights = ModelFiles.huggingFace(folder, 1).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
        refused("its tensors need 36 bytes of data, but the file has 35");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | does not fill its offsets 0 to 4",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}} | size overflows",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[4,0]}} | no list of sizes",
                "{'a':{'dtype':'F99','shape':[1],'data_offsets':[0,4]}} | unknown dtype",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | starts at 4, but the one before ends at 0",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                        + "'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | starts at 0, but the one before ends at 4",
                "{} | need 0 bytes of data",
                "[] | does not start with",
                "{'a' | is not valid JSON",
            })
    void refusesHeadersThatLie(String header, String problem) throws IOException {
        ModelFiles.huggingFace(folder, 1);
        ModelFiles.safetensors(folder.resolve("model.safetensors"), header.replace('\'', '"'), 8, 1);
        refused(problem);
    }

    @Test
    void refusesAConfigThatIsMissingOrOfOtherWeights() throws IOException {
        Path config = ModelFiles.huggingFace(folder, 1).resolve("config.json");
        String whole = Files.readString(config);
        Files.writeString(config, whole.replace("\"vocab_size\": 4", "\"vocab_size\": 5"));
        refused("vocab_size is 5, but model.embed_tokens.weight is [4, 2]");
        Files.writeString(config, "{\"model_type\": \"llama\"}");
        refused("expected architectures");
        Files.delete(config);
        refused("neither config.json nor");
    }

    @Test
    void refusesPickledWeightsWithoutOpeningThem() throws IOException {
        Path weights = ModelFiles.huggingFace(folder, 1).resolve("model.safetensors");
        Files.move(weights, folder.resolve("pytorch_model.bin"));
        refused("runs the code in them");
    }

    private void refused(String problem) {
        assertThatThrownBy(() -> InspectedModel.of(folder))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContaining(problem);
    }
}
