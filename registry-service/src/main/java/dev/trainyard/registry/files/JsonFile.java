package dev.trainyard.registry.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small JSON files of a model folder. */
final class JsonFile {
    private static final long LARGEST_BYTES = 16L << 20;

    private JsonFile() {}

    /** Errors: INVALID_MODEL where it is missing, too large or no JSON object. */
    static JsonNode object(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw Refusal.of(file, "missing in the folder");
            }
            if (Files.size(file) > LARGEST_BYTES) {
                throw Refusal.of(file, Files.size(file) + " bytes are too many for a description of a model");
            }
            return object(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw Refusal.unreadable(file, e);
        }
    }

    static JsonNode object(Path file, byte[] json) throws IOException {
        try {
            JsonNode node = WireJson.mapper().readTree(json);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw Refusal.of(file, "is not JSON: " + e.getOriginalMessage());
        }
        throw Refusal.of(file, "expected a JSON object");
    }
}
