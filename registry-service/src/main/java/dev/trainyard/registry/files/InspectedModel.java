package dev.trainyard.registry.files;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.registry.domain.ModelContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the files of a model say they are.
 *
 * @param baseModel what an adapter was trained on, as it says
 */
public record InspectedModel(ModelContent content, Optional<String> baseModel) {
    /**
     * Reads the headers of a file, or of a folder, and checks them against the sizes of the files.
     *
     * <p>Errors: INVALID_MODEL where it is no model of a known format, or damaged, or lies about itself.
     */
    public static InspectedModel of(Path path) {
        if (!Files.isDirectory(path)) {
            return file(path);
        }
        if (Files.exists(path.resolve(PeftFolder.CONFIG))) {
            return PeftFolder.inspect(path);
        }
        if (Files.exists(path.resolve(HuggingFaceFolder.CONFIG))) {
            return HuggingFaceFolder.inspect(path);
        }
        return onlyFile(path);
    }

    private static InspectedModel file(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".gguf")) {
            return GgufFile.inspect(file);
        }
        if (name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".torchscript")) {
            return TorchScriptFile.inspect(file);
        }
        throw new TrainyardException(
                ErrorCode.INVALID_MODEL,
                "\"" + file.getFileName() + "\" is no model: expected a .gguf file, a TorchScript file (.pt, .pth,"
                        + " .torchscript), or the folder of a Hugging Face model or PEFT adapter");
    }

    private static InspectedModel onlyFile(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> models = all.filter(file -> {
                        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                        return name.endsWith(".gguf") || name.endsWith(".pt") || name.endsWith(".torchscript");
                    })
                    .toList();
            if (models.size() == 1) {
                return file(models.getFirst());
            }
        } catch (IOException e) {
            throw Refusal.unreadable(folder, e);
        }
        throw new TrainyardException(
                ErrorCode.INVALID_MODEL,
                "\"" + folder.getFileName() + "\" is not the folder of a model: there is neither config.json nor"
                        + " adapter_config.json nor one GGUF or TorchScript file in it");
    }
}
