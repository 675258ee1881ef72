package dev.trainyard.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A served model version, written {@code dep-<ulid>}. */
public record DeploymentId(@JsonValue String value) {
    private static final Pattern FORM = Ulid.pattern("dep");

    /** Errors: {@link IllegalArgumentException} where the text is not of this form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public DeploymentId {
        Ulid.require(FORM, value);
    }

    /** A new id, later ones sort after earlier ones. */
    public static DeploymentId next() {
        return new DeploymentId("dep-" + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
