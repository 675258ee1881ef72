package dev.trainyard.artifacts.signature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is signed: an in-toto statement about the files of a model.
 *
 * <p>Source: OpenSSF Model Signing 1.0; in-toto Attestation 1, {@code Statement}.
 *
 * @param ignored paths below the folder that are not part of the model
 */
record Statement(SignedFiles files, List<String> ignored) {
    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://model_signing/signature/v1.0";
    private static final String HASH = "sha256";

    byte[] json(String model) throws IOException, GeneralSecurityException {
        ObjectNode statement = WireJson.mapper().createObjectNode();
        statement.put("_type", TYPE);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", model);
        subject.putObject("digest").put(HASH, root());
        statement.put("predicateType", PREDICATE);
        ObjectNode predicate = statement.putObject("predicate");
        ObjectNode serialization = predicate.putObject("serialization");
        serialization.put("method", "files");
        serialization.put("hash_type", HASH);
        serialization.put("allow_symlinks", false);
        ArrayNode ignoredPaths = serialization.putArray("ignore_paths");
        ignored.forEach(ignoredPaths::add);
        ArrayNode resources = predicate.putArray("resources");
        files.digests()
                .forEach((name, digest) -> resources
                        .addObject()
                        .put("name", name)
                        .put("algorithm", HASH)
                        .put("digest", digest));
        return WireJson.mapper().writeValueAsBytes(statement);
    }

    /** SHA-256 over all digests, in their order. */
    private String root() throws GeneralSecurityException {
        MessageDigest root = MessageDigest.getInstance("SHA-256");
        files.digests().values().forEach(digest -> root.update(HexFormat.of().parseHex(digest)));
        return HexFormat.of().formatHex(root.digest());
    }

    /** Errors: {@link GeneralSecurityException} where it is no statement of this kind, or not consistent. */
    static Statement read(byte[] json) throws IOException, GeneralSecurityException {
        JsonNode statement = WireJson.mapper().readTree(json);
        require("_type", statement.path("_type"), TYPE);
        require("predicateType", statement.path("predicateType"), PREDICATE);
        JsonNode serialization = statement.path("predicate").path("serialization");
        require("predicate.serialization.method", serialization.path("method"), "files");
        require("predicate.serialization.hash_type", serialization.path("hash_type"), HASH);
        Map<String, String> digests = new LinkedHashMap<>();
        for (JsonNode resource : statement.path("predicate").path("resources")) {
            require("algorithm", resource.path("algorithm"), HASH);
            digests.put(resource.path("name").asText(), resource.path("digest").asText());
        }
        List<String> ignored = new ArrayList<>();
        serialization.path("ignore_paths").forEach(path -> ignored.add(path.asText()));
        Statement read = new Statement(new SignedFiles(digests), ignored);
        require(
                "subject digest",
                statement.path("subject").path(0).path("digest").path(HASH),
                read.root());
        return read;
    }

    private static void require(String field, JsonNode found, String expected) throws GeneralSecurityException {
        if (!found.asText().equals(expected)) {
            throw new GeneralSecurityException(field + " is " + found + ", expected \"" + expected + "\"");
        }
    }
}
