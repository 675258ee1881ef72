package dev.trainyard.publishing.ollama;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.hub.Endpoint;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the versions of Ollama can do. */
final class OllamaVersion {
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\..*");
    private static final int FIRST_MINOR = 30;

    private OllamaVersion() {}

    /** Errors: CONFLICT where the server is too old to use a model's own chat template; unnamed builds are trusted. */
    static void requireExactTemplates(String version, Endpoint endpoint) {
        Matcher matcher = VERSION.matcher(version);
        boolean old = matcher.matches()
                && !version.startsWith("0.0.0")
                && Integer.parseInt(matcher.group(1)) == 0
                && Integer.parseInt(matcher.group(2)) < FIRST_MINOR;
        if (old) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    "Ollama at " + endpoint.shown() + " is version " + version
                            + ", which cannot use a model's own chat template: expected 0.30 or later, update it");
        }
    }
}
