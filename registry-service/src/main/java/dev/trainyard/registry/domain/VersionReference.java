package dev.trainyard.registry.domain;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How users name a version: {@code NAME/NUMBER}, {@code NAME/latest} or {@code NAME}, with {@code models:/} before it
 * or not.
 *
 * @param number empty for the latest one
 */
public record VersionReference(String name, OptionalInt number) {
    private static final Pattern FORM =
            Pattern.compile("(?:models:/)?([a-z0-9][a-z0-9._-]{0,95})(?:/(latest|[1-9][0-9]{0,8}))?");

    /** Errors: INVALID_REQUEST where the text is not of this form. */
    public static VersionReference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "\"" + text + "\" is not a model version: expected NAME/NUMBER or NAME/latest,"
                            + " such as course-assistant/3");
        }
        String number = matcher.group(2);
        boolean latest = number == null || number.equals("latest");
        return new VersionReference(
                matcher.group(1), latest ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number)));
    }

    @Override
    public String toString() {
        return name + "/" + (number.isPresent() ? Integer.toString(number.getAsInt()) : "latest");
    }
}
