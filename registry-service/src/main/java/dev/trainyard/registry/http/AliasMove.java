package dev.trainyard.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The body of {@code PUT /models/{name}/aliases/{alias}}.
 *
 * @param version number, alias or {@code latest}
 * @param expected what the alias must stand for until now; 0 for nothing
 */
record AliasMove(String version, OptionalInt expected) {
    /** Errors: INVALID_REQUEST with everything that is wrong. */
    static AliasMove read(JsonNode body) {
        BodyFields fields = new BodyFields(body, Set.of("version", "expected_current"));
        String version = body.path("version").isInt()
                ? body.path("version").asText()
                : fields.required("version", "the number of a version, another alias or \"latest\"");
        OptionalInt expected = fields.number("expected_current", 0, Integer.MAX_VALUE)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        fields.check();
        return new AliasMove(version, expected);
    }
}
