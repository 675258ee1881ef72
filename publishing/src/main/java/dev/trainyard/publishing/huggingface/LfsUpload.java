package dev.trainyard.publishing.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.http.Content;
import dev.trainyard.publishing.http.Content.FilePart;
import dev.trainyard.publishing.http.Http;
import dev.trainyard.publishing.http.Passing;
import dev.trainyard.publishing.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends large files in the way of Git LFS, whole or in parts as the hub asks, and only those that it lacks. */
final class LfsUpload {
    private static final Logger LOG = LoggerFactory.getLogger(LfsUpload.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LFS = "application/vnd.git-lfs+json";
    private static final Map<String, String> LFS_BODY = Map.of("Content-Type", LFS, "Accept", LFS);
    private static final String CHUNK_SIZE = "chunk_size";
    /** What the client writes itself. */
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length", "connection", "expect");

    private final Http http;
    private final UploadErrors errors;
    private final String id;

    LfsUpload(Http http, UploadErrors errors, String id) {
        this.http = http;
        this.errors = errors;
        this.id = id;
    }

    /** Makes the hub have these contents, by their SHA-256. Each file is asked for anew before it is tried again. */
    void send(Map<String, Content> contents) throws InterruptedException {
        for (Map.Entry<String, Content> file : contents.entrySet()) {
            http.attempts().until(() -> {
                sendOne(file.getKey(), file.getValue());
                return file;
            });
        }
    }

    private void sendOne(String sha256, Content content) throws Passing, InterruptedException {
        JsonNode object = batch(sha256, content.length());
        JsonNode error = object.path("error");
        if (error.isObject()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    http.endpoint().shown() + " does not take a file of " + content.length() + " bytes for " + id
                            + " (it says: " + error.path("message").asText() + "): check the owner's storage");
        }
        JsonNode upload = object.path("actions").path("upload");
        if (!upload.isObject()) {
            return;
        }
        LOG.info(
                "sending {} bytes of {} to {}",
                content.length(),
                id,
                http.endpoint().shown());
        if (upload.path("header").has(CHUNK_SIZE)) {
            inParts(sha256, content, upload);
        } else {
            whole(content, upload);
        }
        JsonNode verify = object.path("actions").path("verify");
        if (verify.isObject()) {
            ObjectNode body = JSON.createObjectNode().put("oid", sha256).put("size", content.length());
            expect("verifying a file", http.send(post(address(verify), body)));
        }
    }

    private JsonNode batch(String sha256, long size) throws Passing, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("operation", "upload").put("hash_algo", "sha256");
        body.putArray("transfers").add("basic").add("multipart");
        body.putArray("objects").addObject().put("oid", sha256).put("size", size);
        body.putObject("ref").put("name", "main");
        URI address = http.endpoint().at("/" + id + ".git/info/lfs/objects/batch");
        JsonNode objects = expect("announcing a large file", http.send(post(address, body)))
                .json()
                .path("objects");
        if (!objects.path(0).path("oid").asText().equals(sha256)) {
            throw new Passing(http.endpoint().shown() + " answered for another file than " + sha256);
        }
        return objects.path(0);
    }

    private void whole(Content content, JsonNode upload) throws Passing, InterruptedException {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, JsonNode> header : upload.path("header").properties()) {
            if (!OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), header.getValue().asText());
            }
        }
        stored(http.send(http.request("PUT", address(upload), headers, content)));
    }

    private void inParts(String sha256, Content content, JsonNode upload) throws Passing, InterruptedException {
        Map<Integer, URI> parts = new TreeMap<>();
        long chunk = 0;
        for (Map.Entry<String, JsonNode> header : upload.path("header").properties()) {
            if (header.getKey().equals(CHUNK_SIZE)) {
                chunk = header.getValue().asLong();
            } else if (header.getKey().matches("[0-9]{1,9}")) {
                parts.put(
                        Integer.parseInt(header.getKey()),
                        URI.create(header.getValue().asText()));
            }
        }
        if (chunk <= 0 || parts.size() != (content.length() + chunk - 1) / chunk) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    http.endpoint().shown() + " asks for " + parts.size() + " parts of " + chunk
                            + " bytes of a file of " + content.length() + ": check that it is the address of a hub");
        }
        complete(sha256, upload, sent(content, chunk, parts));
    }

    private List<String> sent(Content content, long chunk, Map<Integer, URI> parts)
            throws Passing, InterruptedException {
        FilePart file = (FilePart) content.pieces().getFirst();
        List<String> etags = new ArrayList<>();
        for (Map.Entry<Integer, URI> part : parts.entrySet()) {
            long offset = etags.size() * chunk;
            long length = Math.min(chunk, content.length() - offset);
            Content piece = new Content(List.of(new FilePart(file.file(), file.offset() + offset, length)));
            Reply reply = http.attempts()
                    .until(() -> stored(http.send(http.request("PUT", part.getValue(), Map.of(), piece))));
            etags.add(reply.header("ETag").orElseThrow(() -> new Passing("a part was taken without an ETag")));
        }
        return etags;
    }

    private void complete(String sha256, JsonNode upload, List<String> etags) throws Passing, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("oid", sha256);
        ArrayNode list = body.putArray("parts");
        for (int i = 0; i < etags.size(); i++) {
            list.addObject().put("partNumber", i + 1).put("etag", etags.get(i));
        }
        expect("joining the parts of a file", http.send(post(address(upload), body)));
    }

    private Reply stored(Reply reply) throws Passing {
        if (!reply.ok()) {
            // The address may have grown old: the next attempt asks for a new one.
            throw new Passing(Http.shown(reply.address()) + " answered with status " + reply.status()
                    + " when taking a file (it says: " + reply.said() + ")");
        }
        return reply;
    }

    private static URI address(JsonNode action) {
        return URI.create(action.path("href").asText());
    }

    private Http.Request post(URI address, ObjectNode body) {
        return http.request(
                "POST", address, LFS_BODY, Content.of(body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private Reply expect(String doing, Reply reply) {
        if (!reply.ok()) {
            throw errors.of(doing, reply);
        }
        return reply;
    }
}
