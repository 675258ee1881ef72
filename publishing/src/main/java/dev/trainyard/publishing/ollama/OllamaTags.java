package dev.trainyard.publishing.ollama;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tags of models, and which of them name the same. They are compared by digests that are read anew each time, since a
 * server may rewrite what it keeps. A copy is not atomic at the server: one that was ended in the middle leaves a tag
 * without digest, so each copy is looked at, and made again.
 */
final class OllamaTags {
    private static final int COPIES = 3;
    private static final Pattern VERSION = Pattern.compile("v[0-9]+");

    private final OllamaApi api;

    OllamaTags(OllamaApi api) {
        this.api = api;
    }

    /** The digest of a tag; empty where there is none, or a broken one. */
    Optional<String> digest(String tag) throws InterruptedException {
        return Optional.ofNullable(api.digests().get(tag)).filter(digest -> !digest.isEmpty());
    }

    /** Whether both are there and name the same. */
    boolean same(String one, String other) throws InterruptedException {
        Map<String, String> digests = api.digests();
        return digests.containsKey(one) && digests.get(one).equals(digests.get(other));
    }

    /** Makes one tag name what another names. Errors: UNAVAILABLE where it does not after some attempts. */
    void copy(String source, String destination) throws InterruptedException {
        for (int copies = 0; copies < COPIES; copies++) {
            if (same(source, destination) && api.show(destination).isPresent()) {
                return;
            }
            api.copy(source, destination);
        }
        if (!same(source, destination)) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    destination + " is not what " + source + " is, even after " + COPIES
                            + " copies: check the disk of the Ollama server, then publish again");
        }
    }

    /** Removes a tag, where it is there. A broken one stays, as the server refuses to remove it; a copy mends it. */
    void delete(String tag) throws InterruptedException {
        if (digest(tag).isPresent()) {
            api.delete(tag);
        }
    }

    /** Whether another version of the same name has the same content. */
    boolean sharedWithAnotherVersion(OllamaName name, String version) throws InterruptedException {
        Map<String, String> digests = api.digests();
        String digest = digests.get(version);
        String prefix = name.tagged("");
        return digest != null
                && digests.entrySet().stream()
                        .anyMatch(other -> other.getValue().equals(digest)
                                && !other.getKey().equalsIgnoreCase(version)
                                && other.getKey().regionMatches(true, 0, prefix, 0, prefix.length())
                                && VERSION.matcher(other.getKey().substring(prefix.length()))
                                        .matches());
    }
}
