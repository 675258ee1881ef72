package dev.trainyard.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small models as other programs write them. */
public final class ModelFiles {
    private static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 4, "hidden_size": 2}
            """;
    private static final String TENSORS = """
            {"__metadata__": {"format": "pt"},
             "model.embed_tokens.weight": {"dtype": "F32", "shape": [4, 2], "data_offsets": [0, 32]},
             "model.norm.weight": {"dtype": "BF16", "shape": [2], "data_offsets": [32, 36]}}
            """;

    /** Magic, version and counts; one entry; one tensor; filled up to 32; its numbers. */
    private static final int GGUF_BYTES = 128 + 32;

    private ModelFiles() {}

    /** A Hugging Face folder whose weights are all {@code content}. */
    public static Path huggingFace(Path folder, int content) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), CONFIG);
        safetensors(folder.resolve("model.safetensors"), TENSORS, 36, content);
        return folder;
    }

    /** The same of a classifier. */
    public static Path classifier(Path folder) throws IOException {
        huggingFace(folder, 1);
        Files.writeString(folder.resolve("config.json"), CONFIG.replace("CausalLM", "SequenceClassification"));
        return folder;
    }

    public static Path peft(Path folder, String base) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"r\": 1, \"base_model_name_or_path\": \"" + base + "\"}");
        safetensors(
                folder.resolve("adapter_model.safetensors"),
                "{\"a.lora_A.weight\": {\"dtype\": \"F16\", \"shape\": [1, 2], \"data_offsets\": [0, 4]}}",
                4,
                1);
        return folder;
    }

    public static void safetensors(Path file, String header, int dataBytes, int content) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) content);
        }
        Files.write(file, bytes.array());
    }

    /** A GGUF file with one tensor of 8 numbers, that says to hold so many tensors. */
    public static Path gguf(Path file, int version, long tensors) throws IOException {
        byte[] key = "general.architecture".getBytes(StandardCharsets.UTF_8);
        byte[] value = "llama".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(GGUF_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("GGUF".getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putLong(tensors)
                .putLong(1);
        bytes.putLong(key.length).put(key).putInt(8).putLong(value.length).put(value);
        bytes.putLong(1).put((byte) 'w').putInt(1).putLong(8).putInt(0).putLong(0);
        return Files.write(file, bytes.array());
    }

    public static Path torchScript(Path file, String... entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry("classifier/" + entry));
                zip.write(1);
            }
        }
        return file;
    }
}
