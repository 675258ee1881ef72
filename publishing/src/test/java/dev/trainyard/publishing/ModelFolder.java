package dev.trainyard.publishing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Model folders of the tests, in the layout of transformers. */
public final class ModelFolder {
    /** Bytes of the weights. */
    public static final int WEIGHTS = 300_000;

    private ModelFolder() {}

    /** A folder whose weights depend on a letter. */
    public static Path write(Path parent, String letter) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("model-" + letter));
        byte[] weights = new byte[WEIGHTS];
        new Random(letter.charAt(0)).nextBytes(weights);
        Files.write(folder.resolve("model.safetensors"), weights);
        Files.writeString(
                folder.resolve("config.json"), "{\"architectures\":[\"LlamaForCausalLM\"],\"v\":\"" + letter + "\"}");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{}}");
        Files.createDirectories(folder.resolve("additional chat templates"));
        Files.writeString(folder.resolve("additional chat templates/tool use.jinja"), "{{ tools }} " + letter);
        Files.writeString(folder.resolve("empty.txt"), "");
        Files.writeString(folder.resolve("only_" + letter + ".txt"), letter);
        Files.writeString(folder.resolve(".secret"), "not published");
        return folder;
    }
}
