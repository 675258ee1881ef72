package dev.trainyard.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** An export of a model version, written {@code exp-<ulid>}. */
public record ExportId(@JsonValue String value) {
    private static final Pattern FORM = Ulid.pattern("exp");

    /** Errors: {@link IllegalArgumentException} where the text is not of this form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ExportId {
        Ulid.require(FORM, value);
    }

    /** A new id, later ones sort after earlier ones. */
    public static ExportId next() {
        return new ExportId("exp-" + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
