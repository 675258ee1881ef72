package dev.trainyard.publishing.ollama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Model files of the tests, made from the one among the resources. */
final class Gguf {
    private static final Path RESOURCES = Path.of("src/test/resources/ollama");

    private Gguf() {}

    /** A folder with a model whose name ends in a letter, so that models with different letters differ. */
    static Path folder(Path parent, String letter) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("version-" + letter));
        byte[] bytes = Files.readAllBytes(RESOURCES.resolve("model.gguf"));
        replace(bytes, "stories260k", "stories260" + letter);
        Files.write(folder.resolve("model.gguf"), bytes);
        return folder;
    }

    /** The same without a chat template. */
    static Path withoutTemplate(Path folder) throws IOException {
        Path file = folder.resolve("model.gguf");
        byte[] bytes = Files.readAllBytes(file);
        replace(bytes, "tokenizer.chat_template", "tokenizer.chat_tamplate");
        Files.write(file, bytes);
        return folder;
    }

    static Path withAdapter(Path folder) throws IOException {
        Files.copy(RESOURCES.resolve("adapter.gguf"), folder.resolve("model-adapter.gguf"));
        return folder;
    }

    /** The same, shorter than its header says. */
    static Path cut(Path folder) throws IOException {
        Path file = folder.resolve("model.gguf");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, 100_000));
        return folder;
    }

    static void replace(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(from);
        if (at < 0 || from.length() != to.length()) {
            throw new IllegalArgumentException(from + " cannot become " + to);
        }
        System.arraycopy(to.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, to.length());
    }
}
