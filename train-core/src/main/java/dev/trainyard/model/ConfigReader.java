package dev.trainyard.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads values of {@code config.json} and gathers what is wrong with them, so that a user sees every problem at once.
 *
 * <p>After a problem a harmless value is returned; {@link #check} throws once all were read.
 */
public final class ConfigReader {
    private final JsonNode json;
    private final List<String> problems;

    /** Reads the fields of this object. */
    public ConfigReader(JsonNode json) {
        this(json, new ArrayList<>());
    }

    private ConfigReader(JsonNode json, List<String> problems) {
        this.json = json;
        this.problems = problems;
    }

    /** Notes a problem. */
    public void problem(String text) {
        problems.add(text);
    }

    /** Notes the problem unless the condition holds. */
    public void require(boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }

    /** Throws if there were problems. */
    public void check() {
        if (!problems.isEmpty()) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, "config.json: " + String.join("; ", problems));
        }
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    /** The fields of a nested object, whose problems count as this one's; of an empty one if it is absent. */
    public ConfigReader nested(String field) {
        JsonNode nested = json.path(field);
        require(nested.isObject() || nested.isNull() || nested.isMissingNode(), field + " is no object");
        return new ConfigReader(nested.isObject() ? nested : MissingNode.getInstance(), problems);
    }

    /** A required number of at least 1. */
    public int size(String field) {
        if (!has(field)) {
            problems.add(field + " is missing: set it to a number of at least 1");
            return 1;
        }
        return size(field, 1);
    }

    /** A number of at least 1 with a default. */
    public int size(String field, int orElse) {
        if (!has(field)) {
            return orElse;
        }
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            problems.add(field + " is " + value + ": expected a whole number of at least 1");
            return 1;
        }
        return value.intValue();
    }

    /** A positive number with a default. */
    public double positive(String field, double orElse) {
        if (!has(field)) {
            return orElse;
        }
        JsonNode value = json.path(field);
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            problems.add(field + " is " + value + ": expected a number above 0");
            return 1;
        }
        return value.doubleValue();
    }

    /** A number of 0 up to but without 1, with a default. */
    public double probability(String field, double orElse) {
        if (!has(field)) {
            return orElse;
        }
        double value = json.path(field).asDouble(Double.NaN);
        if (!json.path(field).isNumber() || !(value >= 0 && value < 1)) {
            problems.add(field + " is " + json.path(field) + ": expected a number of 0 or more, below 1");
            return 0;
        }
        return value;
    }

    /** True or false, with a default. */
    public boolean flag(String field, boolean orElse) {
        JsonNode value = json.path(field);
        require(
                value.isBoolean() || value.isNull() || value.isMissingNode(),
                field + " is " + value + ": expected true or false");
        return value.asBoolean(orElse);
    }

    /** A text with a default. */
    public String text(String field, String orElse) {
        return has(field) ? json.path(field).asText() : orElse;
    }

    /** The function between the maps of a feed-forward part. */
    public Activation activation(String field, Activation orElse) {
        String name = text(field, orElse.configName());
        Optional<Activation> activation = Activation.named(name);
        require(
                activation.isPresent(),
                field + " \"" + name + "\" is not supported: expected one of " + Activation.names());
        return activation.orElse(orElse);
    }

    /** The distinct texts of a list, none if it is absent. */
    public Set<String> texts(String field) {
        JsonNode list = json.path(field);
        require(list.isArray() || list.isNull() || list.isMissingNode(), field + " is " + list + ": expected a list");
        var texts = new LinkedHashSet<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** A token id, if given. */
    public OptionalInt token(String field) {
        List<Integer> tokens = tokens(field);
        return tokens.isEmpty() ? OptionalInt.empty() : OptionalInt.of(tokens.getFirst());
    }

    /** Token ids, given as one number, a list or not at all. */
    public List<Integer> tokens(String field) {
        JsonNode value = json.path(field);
        if (value.isNull() || value.isMissingNode()) {
            return List.of();
        }
        var tokens = new ArrayList<Integer>();
        for (JsonNode token : value.isArray() ? value : List.of(value)) {
            require(
                    token.isIntegralNumber() && token.canConvertToInt(),
                    field + " is " + value + ": expected a token id or a list of them");
            tokens.add(token.asInt());
        }
        return List.copyOf(tokens);
    }
}
