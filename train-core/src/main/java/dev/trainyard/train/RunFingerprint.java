package dev.trainyard.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.checkpoint.Fingerprint;
import dev.trainyard.data.DatasetFingerprint;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run's weights depend on: its settings, the contents of the files it reads (wherever they lie), and the
 * versions of the native libraries. How often it is saved is no part of it.
 */
final class RunFingerprint {
    private RunFingerprint() {}

    /**
     * Of these settings.
     *
     * @param ranks number of processes, over which the rows of a step are spread
     * @param device where they compute: random numbers and last bits differ between kinds
     */
    static Fingerprint of(TrainConfig config, int ranks, Device device) {
        Map<String, String> entries = new TreeMap<>();
        if (!device.equals(Device.CPU)) {
            entries.put("device", device.type());
        }
        entries.put("world_size", Integer.toString(ranks));
        ObjectNode settings = TrainConfigJson.tree(config);
        settings.remove("checkpoints");
        settings.withObjectProperty("data").remove(List.of("files", "validation_file"));
        settings.withObjectProperty("model").remove(List.of("base", "name"));
        if (settings.path("lora") instanceof ObjectNode lora) {
            lora.remove("init_from");
        }
        flatten("", settings, entries);
        entries.put("data.sha256", DatasetFingerprint.of(config.data().files()));
        config.data()
                .validationFile()
                .ifPresent(file -> entries.put("data.validation_file.sha256", DatasetFingerprint.of(List.of(file))));
        config.model().base().ifPresent(folder -> entries.put("model.base.sha256", folderDigest(folder)));
        config.lora()
                .flatMap(TrainConfig.Lora::initFrom)
                .ifPresent(folder -> entries.put("lora.init_from.sha256", folderDigest(folder)));
        NativeOptions.versions().forEach((library, version) -> entries.put("library." + library, version));
        return new Fingerprint(entries);
    }

    private static void flatten(String path, JsonNode node, Map<String, String> entries) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), entries));
        } else {
            entries.put(path, node.isTextual() ? node.textValue() : node.toString());
        }
    }

    private static String folderDigest(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return DatasetFingerprint.of(files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(json|safetensors|jinja)"))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
