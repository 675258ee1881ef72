package dev.trainyard.registry.domain;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.regex.Pattern;

/** What aliases may be called: {@code champion}, {@code candidate}, or as users like. */
public final class AliasName {
    static final String FORM = "[a-z][a-z0-9_-]{0,62}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private AliasName() {}

    /** Errors: INVALID_REQUEST where it could be taken for something else. */
    public static String checked(String alias) {
        if (!PATTERN.matcher(alias).matches() || alias.equals("latest")) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "\"" + alias + "\" cannot be an alias: expected 1 to 63 of a-z, 0-9, '_' and '-', starting with a"
                            + " letter, and not latest, which always means the newest version");
        }
        return alias;
    }
}
