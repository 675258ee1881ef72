package dev.trainyard.publishing.huggingface;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.publishing.http.Content;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The body of a commit: a header, then one line for each file that changes. One thread. */
final class CommitLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringBuilder lines = new StringBuilder();
    private int changes;

    /** @param parent commit on which alone this one may follow */
    CommitLines(String summary, String parent) {
        ObjectNode header = JSON.createObjectNode();
        header.put("summary", summary).put("description", "").put("parentCommit", parent);
        append(header, "header");
    }

    void small(String path, byte[] bytes) {
        add(
                "file",
                JSON.createObjectNode()
                        .put("content", Base64.getEncoder().encodeToString(bytes))
                        .put("path", path)
                        .put("encoding", "base64"));
    }

    void large(String path, String sha256, long size) {
        add(
                "lfsFile",
                JSON.createObjectNode()
                        .put("path", path)
                        .put("algo", "sha256")
                        .put("oid", sha256)
                        .put("size", size));
    }

    void delete(String path) {
        add("deletedFile", JSON.createObjectNode().put("path", path));
    }

    boolean empty() {
        return changes == 0;
    }

    Content content() {
        return Content.of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void add(String key, ObjectNode value) {
        changes++;
        append(value, key);
    }

    private void append(ObjectNode value, String key) {
        ObjectNode line = JSON.createObjectNode().put("key", key);
        line.set("value", value);
        lines.append(line).append('\n');
    }
}
