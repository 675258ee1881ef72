package dev.trainyard.evaluation.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.EvaluationReader;
import dev.trainyard.contracts.spec.EvaluationSpec;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.app.EvaluationOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * The body of {@code POST /evaluate/{model}}: the fields of a job's {@code evaluation} section, and {@code rows,
 * compare_with, columns, max_length, seed}.
 */
final class EvaluationBody {
    private static final int MOST_ROWS = 10_000;
    private static final int LONGEST = 1_000_000;
    private static final Set<String> NAMES = Set.of("text", "text_pair", "label", "prompt", "completion");
    private static final Set<String> OF_TRAINING = Set.of("every_steps", "save_best_model");

    private final ObjectNode fields;
    private final List<Problem> problems = new ArrayList<>();

    private EvaluationBody(ObjectNode fields) {
        this.fields = fields;
    }

    /** The order with all that is wrong with it. Errors: INVALID_REQUEST where the body is no object. */
    static EvaluationOrder read(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return new EvaluationBody(object.deepCopy()).order(body);
        }
        throw new TrainyardException(
                ErrorCode.INVALID_REQUEST, "the body is an object with fields such as data, rows, metrics, thresholds");
    }

    private EvaluationOrder order(JsonNode body) {
        OF_TRAINING.stream().filter(fields::has).forEach(name -> {
            problem(name, "belongs to training: leave it out");
            fields.remove(name);
        });
        List<ObjectNode> rows = rows();
        Optional<String> compareWith = compareWith();
        Map<String, String> columns = columns();
        OptionalInt maxLength = maxLength();
        seed();
        return new EvaluationOrder(
                spec(), rows, compareWith, columns, maxLength, List.copyOf(problems), body.toString());
    }

    private EvaluationSpec spec() {
        try {
            return EvaluationReader.read(fields);
        } catch (TrainyardException e) {
            for (Problem problem : e.problems()) {
                problem(problem.field().replaceFirst("^evaluation\\.", ""), problem.message());
            }
            return EvaluationReader.read(WireJson.mapper().createObjectNode());
        }
    }

    private void problem(String field, String message) {
        problems.add(new Problem(field, message));
    }

    private Optional<JsonNode> taken(String name) {
        JsonNode node = fields.remove(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    private List<ObjectNode> rows() {
        List<ObjectNode> rows = new ArrayList<>();
        taken("rows").ifPresent(list -> {
            for (int i = 0; i < list.size() && list.isArray(); i++) {
                if (list.get(i) instanceof ObjectNode row) {
                    rows.add(row);
                } else {
                    problem("rows[" + i + "]", "expected an object with fields such as prompt and completion");
                }
            }
            if (!list.isArray() || list.isEmpty() || list.size() > MOST_ROWS) {
                problem(
                        "rows",
                        "expected a list of 1 to " + MOST_ROWS + " rows, found "
                                + (list.isArray() ? "one of " + list.size() : "no list")
                                + ": put more of them into a file and name it as data");
            }
            if (fields.has("data")) {
                problem("rows", "stand in the request, but data names a file as well: give one of them");
            }
        });
        return rows;
    }

    private Optional<String> compareWith() {
        Optional<JsonNode> other = taken("compare_with");
        if (other.isPresent() && !other.get().isTextual()) {
            problem("compare_with", "expected a version such as NAME@champion, found " + other.get());
        }
        return other.filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private Map<String, String> columns() {
        Map<String, String> columns = new TreeMap<>();
        taken("columns").ifPresent(named -> {
            if (!named.isObject()) {
                problem("columns", "expected an object such as {\"text\": \"question\"}, found " + named);
            }
            named.properties().forEach(column -> {
                if (!NAMES.contains(column.getKey()) || !column.getValue().isTextual()) {
                    problem(
                            "columns." + column.getKey(),
                            "expected the data's own name of one of "
                                    + NAMES.stream().sorted().toList());
                } else {
                    columns.put(column.getKey(), column.getValue().textValue());
                }
            });
        });
        return columns;
    }

    private OptionalInt maxLength() {
        Optional<JsonNode> length = taken("max_length");
        if (length.isEmpty()) {
            return OptionalInt.empty();
        }
        int tokens = length.get().isInt() ? length.get().intValue() : 0;
        if (tokens < 2 || tokens > LONGEST) {
            problem("max_length", length.get() + " is no number of tokens: give a whole number from 2 to " + LONGEST);
            return OptionalInt.empty();
        }
        return OptionalInt.of(tokens);
    }

    /** A seed by itself is that of the intervals. */
    private void seed() {
        taken("seed").ifPresent(seed -> {
            JsonNode confidence = fields.path("confidence");
            ObjectNode with = confidence instanceof ObjectNode given
                    ? given
                    : WireJson.mapper().createObjectNode();
            if (with.has("seed")) {
                problem("seed", "is given in confidence.seed as well: give one of them");
            }
            with.set("seed", seed);
            if (confidence.isMissingNode() || confidence.isNull() || confidence.isObject()) {
                fields.set("confidence", with);
            }
        });
    }
}
