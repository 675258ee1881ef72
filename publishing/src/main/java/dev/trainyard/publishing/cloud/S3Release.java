package dev.trainyard.publishing.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.http.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of releases in a bucket: {@code PREFIX/NAME/v3/…}. A manifest is written last, so that a release with one
 * is whole; {@code PREFIX/NAME/current.json} says which one is current.
 */
final class S3Release {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFEST = "trainyard-manifest.json";
    private static final String CURRENT = "current.json";
    private static final String VERSION = "version";

    private final S3Files store;

    S3Release(S3Files store) {
        this.store = store;
    }

    /** Where a version's files lie. */
    String folder(String name, String tag) {
        return store.key(name + "/" + tag);
    }

    /** Makes the files of a release be there, and nothing else beside them. */
    void send(Release release) {
        String folder = folder(release.name(), release.tag());
        Map<String, Path> files = files(release.folder());
        ObjectNode manifest =
                JSON.createObjectNode().put("model", release.name()).put(VERSION, release.number());
        ObjectNode digests = manifest.putObject("files");
        S3Upload upload = new S3Upload(store);
        files.forEach((path, file) -> {
            Content content = Content.of(file);
            String sha256 = content.sha256();
            upload.send(file, sha256, folder + "/" + path);
            digests.putObject(path).put("sha256", sha256).put("size", content.length());
        });
        for (String key : store.keys(folder)) {
            String path = key.substring(folder.length() + 1);
            if (!files.containsKey(path) && !path.equals(MANIFEST)) {
                store.delete(key);
            }
        }
        store.write(folder + "/" + MANIFEST, manifest.toPrettyString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether all of a version's files are there. */
    boolean whole(String name, String tag) {
        return store.read(folder(name, tag) + "/" + MANIFEST).isPresent();
    }

    /** The tag of the current version; empty text where there is none. */
    String current(String name) {
        return store.read(store.key(name + "/" + CURRENT))
                .map(S3Release::version)
                .orElse("");
    }

    private static String version(byte[] bytes) {
        try {
            return JSON.readTree(new String(bytes, StandardCharsets.UTF_8))
                    .path(VERSION)
                    .asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /** Makes a version current; an empty tag means that none is. */
    void makeCurrent(String name, String tag) {
        String key = store.key(name + "/" + CURRENT);
        if (tag.isEmpty()) {
            store.delete(key);
        } else {
            ObjectNode pointer = JSON.createObjectNode().put(VERSION, tag).put("uri", store.address(folder(name, tag)));
            store.write(key, pointer.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Removes the files of a version, its manifest first. */
    void delete(String name, String tag) {
        String folder = folder(name, tag);
        store.delete(folder + "/" + MANIFEST);
        store.keys(folder).forEach(store::delete);
    }

    private static Map<String, Path> files(Path folder) {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> all = walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
            all.forEach(file -> files.put(folder.relativize(file).toString(), file));
        } catch (IOException e) {
            throw Content.unreadable(folder, e);
        }
        files.keySet().removeIf(path -> path.startsWith(".") || path.contains("/."));
        if (!files.containsKey("config.json")) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL, folder + " has no config.json: expected a model folder for transformers");
        }
        return files;
    }
}
