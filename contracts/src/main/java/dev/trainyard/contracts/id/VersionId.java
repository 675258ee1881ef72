package dev.trainyard.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A version of a model in the registry, written {@code ver-<ulid>}. */
public record VersionId(@JsonValue String value) {
    private static final Pattern FORM = Ulid.pattern("ver");

    /** Errors: {@link IllegalArgumentException} where the text is not of this form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public VersionId {
        Ulid.require(FORM, value);
    }

    /** A new id, later ones sort after earlier ones. */
    public static VersionId next() {
        return new VersionId("ver-" + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
