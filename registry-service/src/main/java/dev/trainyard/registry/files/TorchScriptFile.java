package dev.trainyard.registry.files;

import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.registry.domain.ModelContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A TorchScript archive: a zip with code, constants and tensors below one folder. It is not run here. */
final class TorchScriptFile {
    private TorchScriptFile() {}

    static InspectedModel inspect(Path file) {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            List<String> names = archive.stream()
                    .map(ZipEntry::getName)
                    .map(TorchScriptFile::inner)
                    .toList();
            boolean whole = names.contains("data.pkl")
                    && names.contains("constants.pkl")
                    && names.stream().anyMatch(name -> name.startsWith("code/"));
            if (!whole) {
                throw Refusal.of(
                        file,
                        "is a zip without data.pkl, constants.pkl and code/: expected what torch.jit.save writes (a file of"
                                + " torch.save has no code and cannot be registered)");
            }
            return new InspectedModel(new ModelContent(ModelFormat.TORCHSCRIPT, "", "", 0), Optional.empty());
        } catch (IOException e) {
            throw Refusal.of(file, "is not a whole zip archive, as torch.jit.save writes it: " + e.getMessage());
        }
    }

    private static String inner(String name) {
        return name.substring(name.indexOf('/') + 1);
    }
}
