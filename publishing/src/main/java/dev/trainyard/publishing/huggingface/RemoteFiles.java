package dev.trainyard.publishing.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A repository at one commit.
 *
 * @param commit its full hash
 * @param files by path
 */
record RemoteFiles(String commit, Map<String, RemoteFile> files) {
    private static final String CARD = "README.md";
    private static final String ATTRIBUTES = ".gitattributes";

    /**
     * A file of it.
     *
     * @param name SHA-256 where it is large, git's name of its content where it is not
     */
    record RemoteFile(String name, long size, boolean large) {}

    /** Reads the hub's description of a revision. */
    static RemoteFiles of(JsonNode info) {
        Map<String, RemoteFile> files = new TreeMap<>();
        for (JsonNode sibling : info.path("siblings")) {
            JsonNode lfs = sibling.path("lfs");
            boolean large = lfs.isObject();
            files.put(
                    sibling.path("rfilename").asText(),
                    new RemoteFile(
                            large
                                    ? lfs.path("sha256").asText()
                                    : sibling.path("blobId").asText(),
                            sibling.path("size").asLong(),
                            large));
        }
        return new RemoteFiles(info.path("sha").asText(), files);
    }

    /** Everything but what the hub itself keeps in each repository. */
    Map<String, RemoteFile> published() {
        Map<String, RemoteFile> published = new TreeMap<>(files);
        published.remove(ATTRIBUTES);
        return published;
    }

    /** Whether the same model lies there, whatever became of its description. */
    boolean sameModel(RemoteFiles other) {
        return names(this).equals(names(other));
    }

    private static Map<String, String> names(RemoteFiles all) {
        return all.published().entrySet().stream()
                .filter(file -> !file.getKey().equals(CARD))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, file -> file.getValue().name()));
    }
}
