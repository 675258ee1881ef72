package dev.trainyard.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The list of a checkpoint's files with their digests. It is written last, so a checkpoint without it is torn; it
 * carries a digest of itself.
 *
 * @param step optimizer step after which the checkpoint was written
 * @param sha256ByFile digest of each file by its path inside the checkpoint
 */
record CheckpointManifest(int step, Fingerprint fingerprint, SortedMap<String, String> sha256ByFile) {
    static final String FILE = "manifest.json";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int FORMAT = 1;

    static CheckpointManifest of(int step, Fingerprint fingerprint, Path folder) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (Path file : CheckpointFiles.in(folder)) {
            digests.put(folder.relativize(file).toString(), CheckpointFiles.sha256(file));
        }
        return new CheckpointManifest(step, fingerprint, digests);
    }

    /** Reads the manifest of {@code folder}; an unreadable or altered one is an {@link IOException}. */
    static CheckpointManifest read(Path folder) throws IOException {
        JsonNode json = MAPPER.readTree(Files.readAllBytes(folder.resolve(FILE)));
        CheckpointManifest manifest = new CheckpointManifest(
                json.path("step").asInt(),
                new Fingerprint(texts(json.path("fingerprint"))),
                new TreeMap<>(texts(json.path("files"))));
        if (!manifest.json().equals(json)) {
            throw new IOException(folder.resolve(FILE) + " is not as it was written");
        }
        return manifest;
    }

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), json().toPrettyString());
    }

    /** Fails with what is wrong if a file of {@code folder} is missing or not as it was written. */
    void verify(Path folder) throws IOException {
        for (Map.Entry<String, String> file : sha256ByFile.entrySet()) {
            String found = CheckpointFiles.sha256(folder.resolve(file.getKey()));
            if (!found.equals(file.getValue())) {
                throw new IOException(folder.resolve(file.getKey()) + " has SHA-256 " + found + ", was written with "
                        + file.getValue());
            }
        }
    }

    private ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("format", FORMAT).put("step", step);
        fingerprint.entries().forEach(json.putObject("fingerprint")::put);
        sha256ByFile.forEach(json.putObject("files")::put);
        return json.put("sha256", CheckpointFiles.sha256(json.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.fields()
                .forEachRemaining(
                        field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
