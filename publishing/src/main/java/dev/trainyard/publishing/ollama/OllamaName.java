package dev.trainyard.publishing.ollama;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a model on an Ollama server, and its tags.
 *
 * @param name {@code model} or {@code namespace/model}
 */
record OllamaName(String name) {
    static final String CANDIDATE = "candidate";
    static final String LATEST = "latest";
    static final String PREVIOUS = "previous";

    /** It is the one that Ollama leaves out. */
    private static final String USUAL_NAMESPACE = "library";

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}");
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,79}");

    /** Errors: INVALID_REQUEST where Ollama does not allow the name. */
    static OllamaName of(Optional<String> namespace, String model) {
        namespace.ifPresent(space -> require(NAMESPACE, space, "namespace", "letters, digits, \"_\" and \"-\""));
        require(MODEL, model, "model name", "letters, digits, \"_\", \"-\" and \".\"");
        String prefix = namespace
                .filter(space -> !space.equals(USUAL_NAMESPACE))
                .map(space -> space + "/")
                .orElse("");
        return new OllamaName(prefix + model);
    }

    private static void require(Pattern pattern, String text, String what, String allowed) {
        if (!pattern.matcher(text).matches()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    what + " \"" + text + "\" is not one of Ollama's: expected up to 80 " + allowed
                            + ", the first a letter or a digit; register the model under such a name");
        }
    }

    String tagged(String tag) {
        return name + ":" + tag;
    }
}
