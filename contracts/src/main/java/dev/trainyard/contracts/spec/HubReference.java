package dev.trainyard.contracts.spec;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model or adapter on a hub: {@code owner/name}, {@code owner/name@revision}, or either with {@code hf://} or
 * {@code ms://} before it. Without a scheme it may as well be a relative path: whoever knows the files decides.
 *
 * @param hub empty where the worker's settings decide
 * @param revision branch, tag or commit; empty for the hub's default branch
 */
public record HubReference(Optional<Hub> hub, String owner, String name, Optional<String> revision) {
    private static final int LONGEST_ID = 96;
    private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?";
    private static final Pattern SYNTAX =
            Pattern.compile("(?:(hf|ms)://)?(" + PART + ")/(" + PART + ")(?:@([A-Za-z0-9_][A-Za-z0-9._/-]{0,199}))?");
    private static final Pattern SCHEME = Pattern.compile("(?:hf|ms)://.*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** Where models are published. */
    public enum Hub {
        /** {@code hf://}: the Hugging Face Hub, or what {@code HF_ENDPOINT} names. */
        HF,
        /** {@code ms://}: ModelScope, or what {@code MODELSCOPE_ENDPOINT} names. */
        MS
    }

    /** The reference that a text is; empty where it is none. */
    public static Optional<HubReference> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches() || !isSafe(matcher.group(2), matcher.group(3), matcher.group(4))) {
            return Optional.empty();
        }
        return Optional.of(new HubReference(
                Optional.ofNullable(matcher.group(1)).map(scheme -> Hub.valueOf(scheme.toUpperCase(Locale.ROOT))),
                matcher.group(2),
                matcher.group(3),
                Optional.ofNullable(matcher.group(4))));
    }

    /** The rules of the hubs beyond the letters they allow; what passes can be part of a path. */
    private static boolean isSafe(String owner, String name, @Nullable String revision) {
        String id = owner + "/" + name;
        boolean idOfAHub =
                id.length() <= LONGEST_ID && !id.contains("--") && !id.contains("..") && !name.endsWith(".git");
        return idOfAHub
                && (revision == null
                        || Arrays.stream(revision.split("/", -1))
                                .allMatch(part -> !part.isEmpty() && !part.startsWith(".") && !part.contains("..")));
    }

    /**
     * The reference that a field means in which a path may stand as well; empty where it is a path.
     *
     * @param exists whether there is a file or folder of this name
     *     <p>Errors: INVALID_MODEL where it could be either, and is most likely a path with a mistake.
     */
    public static Optional<HubReference> orPath(String text, Predicate<String> exists) {
        Optional<HubReference> reference = parse(text);
        if (reference.isEmpty() || reference.get().hub().isPresent()) {
            return reference;
        }
        if (exists.test(text)) {
            return Optional.empty();
        }
        String owner = reference.get().owner();
        if (exists.test(owner)) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    "\"" + text + "\" does not exist in the folder \"" + owner + "\", which does: check the path, or"
                            + " write hf://" + text + " for a model on a hub");
        }
        return reference;
    }

    /** Whether a text is meant as a reference, well written or not. */
    public static boolean hasScheme(String text) {
        return SCHEME.matcher(text).matches();
    }

    /** {@code owner/name}. */
    public String id() {
        return owner + "/" + name;
    }

    /** Whether the revision is a full commit hash, whose files never change. */
    public boolean pinned() {
        return revision.filter(text -> COMMIT.matcher(text).matches()).isPresent();
    }

    /** The same model at one revision of one hub. */
    public HubReference at(Hub chosen, String commit) {
        return new HubReference(Optional.of(chosen), owner, name, Optional.of(commit));
    }

    /** As users write it. */
    @Override
    public String toString() {
        String scheme = hub.map(chosen -> chosen.name().toLowerCase(Locale.ROOT) + "://")
                .orElse("");
        return scheme + id() + revision.map(text -> "@" + text).orElse("");
    }
}
