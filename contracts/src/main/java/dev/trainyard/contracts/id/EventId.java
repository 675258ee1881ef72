package dev.trainyard.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** An event; consumers handle each one once, written {@code evt-<ulid>}. */
public record EventId(@JsonValue String value) {
    private static final Pattern FORM = Ulid.pattern("evt");

    /** Errors: {@link IllegalArgumentException} where the text is not of this form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EventId {
        Ulid.require(FORM, value);
    }

    /** A new id, later ones sort after earlier ones. */
    public static EventId next() {
        return new EventId("evt-" + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
