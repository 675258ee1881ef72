package dev.trainyard.stricthub.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.stricthub.ollama.StrictOllama.Answer;
import dev.trainyard.stricthub.ollama.StrictOllama.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The files and names of a server. A name stands for a manifest, which may be broken; a model's file is rewritten. */
final class OllamaModels {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("sha256[:-][0-9a-fA-F]{64}");
    private static final Pattern NAME =
            Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,79}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"
                    + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,79})?");

    private final Map<String, byte[]> blobs = new TreeMap<>();
    private final Map<String, Optional<Manifest>> manifests = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * A model.
     *
     * @param template as it is shown
     * @param layers digests of its files, which are not those that were sent
     */
    private record Manifest(String template, String parameters, List<String> layers) {
        String digest() {
            return sha256((template + parameters + layers).getBytes(StandardCharsets.UTF_8));
        }
    }

    synchronized boolean hasBlob(String digest) {
        return blobs.containsKey(digest);
    }

    synchronized Answer addBlob(String digest, byte[] bytes) {
        if (!DIGEST.matcher(digest).matches()) {
            return Answer.error(400, "invalid digest format");
        }
        if (blobs.containsKey(digest)) {
            return Answer.empty(200);
        }
        String found = "sha256:" + sha256(bytes);
        if (!found.equals(digest)) {
            return Answer.error(400, "digest mismatch, expected \"" + digest + "\", got \"" + found + "\"");
        }
        blobs.put(digest, bytes);
        return Answer.empty(201);
    }

    /** Files of models are others than those that were sent, so none of these is needed any more. */
    synchronized void prune() {
        blobs.clear();
    }

    /** Makes a model; what is wrong before the first line is the answer, and what is wrong later is a line. */
    synchronized Optional<Answer> create(JsonNode body, Optional<Fault> fault, List<String> lines) {
        String name = body.path("model").asText();
        if (!NAME.matcher(name).matches()) {
            return Optional.of(Answer.error(400, "invalid model name"));
        }
        JsonNode files = body.path("files");
        if (files.isEmpty()) {
            return Optional.of(Answer.error(400, "neither 'from' or 'files' was specified"));
        }
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            if (file.getKey().startsWith("/")) {
                return Optional.of(Answer.error(400, "file path must be relative"));
            }
            if (!file.getKey().endsWith(".gguf")) {
                return Optional.of(Answer.error(400, "unknown type"));
            }
        }
        lines.add(status("parsing GGUF"));
        Optional<String> error = fault.isPresent()
                ? Optional.of("tensor \"blk.0.ffn_down.weight\" offset+size (108288) exceeds file size (100000)")
                : make(name, body, lines);
        error.ifPresent(message ->
                lines.add(JSON.createObjectNode().put("error", message).toString()));
        return Optional.empty();
    }

    private Optional<String> make(String name, JsonNode body, List<String> lines) {
        StringBuilder layers = new StringBuilder();
        Optional<GgufHeader> header = Optional.empty();
        for (String kind : List.of("files", "adapters")) {
            for (Map.Entry<String, JsonNode> file : body.path(kind).properties()) {
                String digest = file.getValue().asText();
                byte[] bytes = blobs.get(digest);
                if (bytes == null) {
                    return Optional.of(
                            "open /models/blobs/" + digest.replace(':', '-') + ": no such file or directory");
                }
                GgufHeader read = GgufHeader.of(bytes);
                if (!read.sound()) {
                    return Optional.of("supplied file was not in GGUF format");
                }
                if (read.adapter() != kind.equals("adapters")) {
                    return Optional.of("adapters and models cannot stand for each other");
                }
                header = header.isPresent() ? header : Optional.of(read);
                layers.append("sha256:").append(sha256(("rewritten " + digest).getBytes(StandardCharsets.UTF_8)));
                lines.add(status("creating new layer " + layers));
            }
        }
        lines.add(1, status("verifying conversion"));
        String template = header.orElseThrow().template();
        String taken = template.isEmpty() ? "{{ .Prompt }}" : template;
        if (KnownTemplates.mistaken(template)) {
            lines.add(status("using autodetected template chatml"));
            taken = KnownTemplates.OWN;
        }
        manifests.put(
                tagged(name),
                Optional.of(new Manifest(taken, body.path("parameters").toString(), List.of(layers.toString()))));
        lines.add(status("writing manifest"));
        lines.add(status("success"));
        return Optional.empty();
    }

    private static String status(String text) {
        return JSON.createObjectNode().put("status", text).toString();
    }

    synchronized ObjectNode list() {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode all = answer.putArray("models");
        manifests.forEach((name, manifest) -> manifest.ifPresent(whole -> all.addObject()
                .put("name", name)
                .put("model", name)
                .put("modified_at", "2026-11-21T18:57:49.228688953Z")
                .put("size", 344760)
                .put("digest", whole.digest())));
        return answer;
    }

    synchronized boolean has(String name) {
        return manifests.getOrDefault(tagged(name), Optional.empty()).isPresent();
    }

    synchronized Answer show(String name) {
        Optional<Manifest> manifest = manifests.get(tagged(name));
        if (manifest == null) {
            return Answer.error(404, "model '" + tagged(name) + "' not found");
        }
        if (manifest.isEmpty()) {
            return Answer.error(500, "EOF");
        }
        ObjectNode shown = JSON.createObjectNode()
                .put("modelfile", "FROM /models/blobs")
                .put("template", manifest.get().template());
        shown.putObject("details").put("format", "gguf").put("family", "llama");
        shown.putObject("model_info").put("general.architecture", "llama");
        shown.putArray("capabilities").add("completion");
        return Answer.json(200, shown);
    }

    synchronized Answer copy(String source, String destination, boolean broken) {
        if (!NAME.matcher(source).matches() || !NAME.matcher(destination).matches()) {
            return Answer.error(400, "invalid model name");
        }
        Optional<Manifest> manifest = manifests.get(tagged(source));
        if (manifest == null) {
            return Answer.error(404, "model \"" + source + "\" not found");
        }
        // A broken manifest is copied like any other.
        manifests.put(tagged(destination), broken ? Optional.empty() : manifest);
        return Answer.empty(200);
    }

    synchronized Answer delete(String name) {
        Optional<Manifest> manifest = manifests.get(tagged(name));
        if (manifest == null) {
            return Answer.error(404, "model '" + name + "' not found");
        }
        if (manifest.isEmpty()) {
            return Answer.error(500, "EOF");
        }
        manifests.remove(tagged(name));
        return Answer.empty(200);
    }

    private static String tagged(String name) {
        return name.contains(":") ? name : name + ":latest";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
