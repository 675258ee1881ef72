package dev.trainyard.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A scoring of a model version, written {@code eval-<ulid>}. */
public record EvaluationId(@JsonValue String value) {
    private static final Pattern FORM = Ulid.pattern("eval");

    /** Errors: {@link IllegalArgumentException} where the text is not of this form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EvaluationId {
        Ulid.require(FORM, value);
    }

    /** A new id, later ones sort after earlier ones. */
    public static EvaluationId next() {
        return new EvaluationId("eval-" + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
