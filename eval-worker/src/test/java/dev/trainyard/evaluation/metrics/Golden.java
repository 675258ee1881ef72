package dev.trainyard.evaluation.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Results of the Python libraries that the metrics are to equal; see PROVENANCE.md beside them. */
public final class Golden {
    private Golden() {}

    /** One of the files under {@code src/test/resources/metrics}. */
    public static JsonNode read(String name) {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("src/test/resources/metrics", name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
