package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.trainyard.contracts.wire.WireJson;

/** Prints a spec complete, with every default: what is printed is what runs, and {@link JobSpecReader} reads it back. */
public final class JobSpecWriter {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());

    private JobSpecWriter() {}

    /** The spec as a tree with the names of the wire. */
    public static JsonNode tree(JobSpec spec) {
        return WireJson.mapper().valueToTree(spec);
    }

    /** The spec as indented JSON. */
    public static String json(JobSpec spec) {
        return tree(spec).toPrettyString();
    }

    /** The spec as YAML. */
    public static String yaml(JobSpec spec) {
        try {
            return YAML.writeValueAsString(tree(spec));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job spec cannot be written as YAML", e);
        }
    }
}
