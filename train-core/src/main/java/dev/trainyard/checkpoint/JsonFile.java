package dev.trainyard.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The JSON files of model folders. */
final class JsonFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonFile() {}

    /** Reads an object; anything else is an invalid model. */
    static JsonNode read(Path path) {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(path));
            if (!json.isObject()) {
                throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " holds no JSON object");
            }
            return json;
        } catch (NoSuchFileException e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " does not exist", e);
        } catch (JsonProcessingException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL, path + " is not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes an object, indented. */
    static void write(Path path, JsonNode json) {
        AtomicFile.write(path, json.toPrettyString() + "\n");
    }
}
