package dev.trainyard.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The index of weights that are split over several files. */
final class ShardIndex {
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors");

    private ShardIndex() {}

    /** The names of the files. Errors: INVALID_MODEL where the index is damaged. */
    static Set<String> files(Path index) {
        Set<String> names = new TreeSet<>();
        for (JsonNode place : weightMap(index)) {
            if (!FILE.matcher(place.asText()).matches()) {
                throw new TrainyardException(
                        ErrorCode.INVALID_MODEL,
                        index.getFileName() + " names the file \"" + place.asText()
                                + "\": expected a .safetensors file beside it");
            }
            names.add(place.asText());
        }
        return names;
    }

    private static JsonNode weightMap(Path index) {
        try {
            JsonNode map =
                    new ObjectMapper().readTree(Files.readAllBytes(index)).path("weight_map");
            if (map.isObject() && !map.isEmpty()) {
                return map;
            }
        } catch (JsonProcessingException e) {
            throw new TrainyardException(ErrorCode.INVALID_MODEL, index + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(index + " cannot be read", e);
        }
        throw new TrainyardException(ErrorCode.INVALID_MODEL, index + " has no weight_map: the model is damaged");
    }
}
