package dev.trainyard.registry.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The weights of a folder: one safetensors file, or several with an index. */
final class SafetensorsFiles {
    private SafetensorsFiles() {}

    /** Shapes by tensor name. Errors: INVALID_MODEL where a file is missing, damaged or lies. */
    static SafetensorsShapes read(Path folder, String name) {
        Path single = folder.resolve(name);
        Path index = folder.resolve(name + ".index.json");
        if (Files.isRegularFile(single)) {
            return SafetensorsShapes.read(single);
        }
        if (Files.isRegularFile(index)) {
            return sharded(folder, index);
        }
        throw Refusal.of(
                single,
                "missing: weights must come as safetensors (" + name + ", or " + name + ".index.json with its files)."
                        + " Files of pickled tensors (.bin, .pt) are not opened, since that runs the code in them");
    }

    private static SafetensorsShapes sharded(Path folder, Path index) {
        JsonNode places = JsonFile.object(index).path("weight_map");
        if (!places.isObject() || places.isEmpty()) {
            throw Refusal.of(index, "there is no weight_map in it");
        }
        Map<String, SafetensorsShapes> files = new HashMap<>();
        Map<String, List<Long>> shapes = new HashMap<>();
        places.properties().forEach(place -> {
            String file = place.getValue().asText();
            SafetensorsShapes header =
                    files.computeIfAbsent(file, given -> SafetensorsShapes.read(shard(folder, index, given)));
            List<Long> shape = header.shapes().get(place.getKey());
            if (shape == null) {
                throw Refusal.of(index, "tensor \"" + place.getKey() + "\" should be in " + file + ", and is not");
            }
            shapes.put(place.getKey(), shape);
        });
        return new SafetensorsShapes(shapes);
    }

    private static Path shard(Path folder, Path index, String file) {
        boolean plain = file.endsWith(".safetensors") && !file.contains("/") && !file.contains("\\");
        if (!plain || !Files.isRegularFile(folder.resolve(file))) {
            throw Refusal.of(index, "names \"" + file + "\", which is no safetensors file of the folder");
        }
        return folder.resolve(file);
    }
}
