package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;

/** Text to tree: JSON or YAML, one document, without duplicate fields and without aliases. */
final class SpecText {
    /** Longest document, in characters. */
    static final int LONGEST = 256 * 1024;

    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder().maxNestingDepth(50).build();
    private static final ObjectMapper JSON =
            mapper(JsonFactory.builder().streamReadConstraints(LIMITS).build());
    private static final ObjectMapper YAML =
            mapper(YAMLFactory.builder().streamReadConstraints(LIMITS).build());

    private SpecText() {}

    private static ObjectMapper mapper(JsonFactory factory) {
        return new ObjectMapper(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
    }

    static ObjectNode tree(String text) {
        if (text.length() > LONGEST) {
            throw unreadable("it has " + text.length() + " characters, at most " + LONGEST + " are read");
        }
        try {
            return object(parse(text));
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "the job spec is neither readable JSON nor YAML: " + firstLine(e.getOriginalMessage()) + where,
                    e);
        } catch (IOException e) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "the job spec cannot be read", e);
        }
    }

    private static JsonNode parse(String text) throws IOException {
        if (!text.stripLeading().startsWith("{")) {
            return yaml(text);
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            try {
                return yaml(text);
            } catch (JsonProcessingException notYaml) {
                // Starts like JSON: the JSON parser's words help more.
                throw notJson;
            }
        }
    }

    private static JsonNode yaml(String text) throws IOException {
        refuseAliases(text);
        return YAML.readTree(text);
    }

    /** Jackson would read {@code *name} as the text "name"; besides, aliases are what YAML bombs are made of. */
    private static void refuseAliases(String text) throws IOException {
        try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) {
                    throw unreadable("it uses the YAML alias *" + Section.shown(parser.getText()) + " in line "
                            + parser.currentTokenLocation().getLineNr() + ": write the value out instead");
                }
            }
        }
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw unreadable("it is empty or not a document of fields; start with \"name: my-model\"");
    }

    private static TrainyardException unreadable(String why) {
        return new TrainyardException(ErrorCode.INVALID_REQUEST, "the job spec is not readable: " + why);
    }

    private static String firstLine(String message) {
        return Section.shown(message.lines().findFirst().orElse(message));
    }
}
