package dev.trainyard.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.registry.domain.ModelQuery;
import dev.trainyard.registry.domain.ModelType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The body of {@code POST /models/search}. */
final class SearchBody {
    private static final Set<String> FIELDS =
            Set.of("text", "type", "format", "family", "tags", "metrics", "after", "limit");
    private static final int LIMIT = 50;
    private static final int LARGEST_LIMIT = 200;

    private SearchBody() {}

    /** Errors: INVALID_REQUEST with everything that is wrong. */
    static ModelQuery read(JsonNode body) {
        BodyFields fields = new BodyFields(body, FIELDS);
        ModelQuery query = new ModelQuery(
                fields.text("text").orElse(""),
                fields.choice("type", ModelType.values()),
                fields.choice("format", ModelFormat.values()),
                fields.text("family"),
                fields.texts("tags"),
                ranges(fields),
                fields.text("after"),
                fields.number("limit", 1, LARGEST_LIMIT).orElse(LIMIT));
        fields.check();
        return query;
    }

    private static Map<String, ModelQuery.Range> ranges(BodyFields fields) {
        Map<String, ModelQuery.Range> ranges = new LinkedHashMap<>();
        fields.object("metrics").properties().forEach(entry -> {
            JsonNode range = entry.getValue();
            boolean known = range.isObject()
                    && range.properties().stream()
                            .allMatch(end -> Set.of("min", "max").contains(end.getKey())
                                    && end.getValue().isNumber());
            if (!known || !BodyFields.storable(entry.getKey())) {
                fields.problem("metrics." + entry.getKey(), "expected {\"min\": …, \"max\": …}, found " + range);
                return;
            }
            ModelQuery.Range asked = new ModelQuery.Range(end(range, "min"), end(range, "max"));
            if (asked.min().orElse(Double.NEGATIVE_INFINITY) > asked.max().orElse(Double.POSITIVE_INFINITY)) {
                fields.problem("metrics." + entry.getKey(), "min is greater than max, so nothing is in it: " + range);
            }
            ranges.put(entry.getKey(), asked);
        });
        return ranges;
    }

    private static Optional<Double> end(JsonNode range, String name) {
        return range.has(name) ? Optional.of(range.path(name).doubleValue()) : Optional.empty();
    }
}
