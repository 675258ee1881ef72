package dev.trainyard.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A training job, written {@code job-<ulid>}. */
public record JobId(@JsonValue String value) {
    private static final Pattern FORM = Ulid.pattern("job");

    /** Errors: {@link IllegalArgumentException} where the text is not of this form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JobId {
        Ulid.require(FORM, value);
    }

    /** A new id, later ones sort after earlier ones. */
    public static JobId next() {
        return new JobId("job-" + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
