package dev.trainyard.registry.domain;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How users name a version: {@code NAME/NUMBER}, {@code NAME@ALIAS}, {@code NAME/ALIAS}, {@code NAME/latest} or
 * {@code NAME}, with {@code models:/} before it or not.
 *
 * @param number empty for an alias and for the latest version
 * @param alias empty for a number and for the latest version
 */
public record VersionReference(String name, OptionalInt number, Optional<String> alias) {
    private static final String LATEST = "latest";
    private static final Pattern FORM = Pattern.compile(
            "(?:models:/)?(" + ModelName.FORM + ")(?:/([1-9][0-9]{0,8})|[/@](" + AliasName.FORM + "))?");

    /** Errors: INVALID_REQUEST where the text is not of this form. */
    public static VersionReference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "\"" + text + "\" is not a model version: expected NAME/NUMBER, NAME@ALIAS or NAME/latest,"
                            + " such as course-assistant/3 or course-assistant@champion");
        }
        OptionalInt number =
                matcher.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(matcher.group(2)));
        Optional<String> alias = Optional.ofNullable(matcher.group(3)).filter(given -> !given.equals(LATEST));
        return new VersionReference(matcher.group(1), number, alias);
    }

    @Override
    public String toString() {
        return alias.map(given -> name + "@" + given)
                .orElseGet(() -> name + "/" + (number.isPresent() ? Integer.toString(number.getAsInt()) : LATEST));
    }
}
