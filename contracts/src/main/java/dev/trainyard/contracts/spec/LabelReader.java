package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Reads the labels that a user puts on a job ({@code metadata}). */
final class LabelReader {
    private static final int MOST_LABELS = 64;

    private LabelReader() {}

    static Map<String, String> read(Section section) {
        Map<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : section.entries()) {
            JsonNode value = entry.getValue();
            if (value.isContainerNode()
                    || entry.getKey().length() > 128
                    || value.asText().length() > 1024) {
                section.problem(
                        Section.shown(entry.getKey()),
                        "expected a name of at most 128 and a text of at most 1024 characters");
            } else if (!value.isNull()) {
                labels.put(entry.getKey(), value.asText());
            }
        }
        if (labels.size() > MOST_LABELS) {
            section.problem("", labels.size() + " labels: at most " + MOST_LABELS + " are kept");
        }
        return labels;
    }
}
