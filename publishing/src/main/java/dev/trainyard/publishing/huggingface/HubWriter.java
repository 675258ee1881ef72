package dev.trainyard.publishing.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.http.Content;
import dev.trainyard.publishing.http.Http;
import dev.trainyard.publishing.http.Passing;
import dev.trainyard.publishing.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The requests by which repositories are made and changed, each sent once unless it says otherwise. Thread-safe. */
final class HubWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> JSON_BODY = Map.of("Content-Type", "application/json");
    private static final String BRANCH = "main";
    private static final int CONFLICT = 409;
    private static final int MOVED_ON = 412;
    private static final int SAMPLE = 512;
    private static final int FILES_AT_ONCE = 256;
    private static final int MOST_REDIRECTS = 3;

    private final Http http;
    private final UploadErrors errors;

    HubWriter(HuggingFaceSettings settings) {
        this.http = new Http(settings.endpoint(), settings.patience());
        this.errors = new UploadErrors(settings.endpoint());
    }

    /** The name of the user whose token it is; tried again. */
    String user() throws InterruptedException {
        Reply reply = repeated(http.request("GET", at("/api/whoami-v2")));
        return expect("asking whose token it is", reply).json().path("name").asText();
    }

    /** Makes a repository unless it is there; tried again. */
    void create(String id, boolean hidden) throws InterruptedException {
        String[] parts = id.split("/", 2);
        ObjectNode body = JSON.createObjectNode().put("organization", parts[0]).put("name", parts[1]);
        body.put("type", "model").put("visibility", hidden ? "private" : "public");
        Reply reply = repeated(post("/api/repos/create", body));
        if (reply.status() != CONFLICT) {
            expect("making " + id, reply);
        }
    }

    /** What lies at a revision. */
    RemoteFiles files(String id, String revision) throws Passing, InterruptedException {
        String path = "/api/models/" + id + "/revision/" + encoded(revision) + "?blobs=true";
        Reply reply = http.send(http.request("GET", at(path)));
        return RemoteFiles.of(expect("reading " + id, reply).json());
    }

    /** Which files are to be sent as large ones, as the hub decides. */
    Map<String, Boolean> large(String id, Map<String, Content> files) throws Passing, InterruptedException {
        Map<String, Boolean> large = new LinkedHashMap<>();
        List<Map.Entry<String, Content>> all = List.copyOf(files.entrySet());
        for (int from = 0; from < all.size(); from += FILES_AT_ONCE) {
            ObjectNode body = JSON.createObjectNode();
            ArrayNode list = body.putArray("files");
            all.subList(from, Math.min(all.size(), from + FILES_AT_ONCE))
                    .forEach(file -> list.addObject()
                            .put("path", file.getKey())
                            .put("sample", sample(file.getValue()))
                            .put("size", file.getValue().length()));
            Reply reply = http.send(post("/api/models/" + id + "/preupload/" + BRANCH, body));
            for (JsonNode file :
                    expect("announcing files to " + id, reply).json().path("files")) {
                String path = file.path("path").asText();
                if (file.path("shouldIgnore").asBoolean()) {
                    throw new TrainyardException(
                            ErrorCode.CONFLICT,
                            path + " would be left out by the .gitignore of " + id + ": remove it there");
                }
                large.put(path, file.path("uploadMode").asText().equals("lfs"));
            }
        }
        return large;
    }

    private static String sample(Content content) {
        try (InputStream in = content.open()) {
            return Base64.getEncoder().encodeToString(in.readNBytes(SAMPLE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a commit; its hash. Somebody else's commit in between passes: the state has to be read anew. */
    String commit(String id, CommitLines lines) throws Passing, InterruptedException {
        URI address = at("/api/models/" + id + "/commit/" + BRANCH);
        Reply reply = http.send(
                http.request("POST", address, Map.of("Content-Type", "application/x-ndjson"), lines.content()));
        if (reply.status() == MOVED_ON || reply.status() == CONFLICT) {
            throw new Passing(id + " on " + http.endpoint().shown() + " was changed meanwhile");
        }
        return expect("committing to " + id, reply).json().path("commitOid").asText();
    }

    /** The commit of each tag; tried again. */
    Map<String, String> tags(String id) throws InterruptedException {
        Reply reply = repeated(http.request("GET", at("/api/models/" + id + "/refs")));
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonNode tag : expect("reading the tags of " + id, reply).json().path("tags")) {
            tags.put(tag.path("name").asText(), tag.path("targetCommit").asText());
        }
        return tags;
    }

    /** Puts a tag on a commit, and takes it from another one; tried again. */
    void tag(String id, String tag, String commit) throws InterruptedException {
        Optional<String> present = Optional.ofNullable(tags(id).get(tag));
        if (present.equals(Optional.of(commit))) {
            return;
        }
        if (present.isPresent()) {
            untag(id, tag);
        }
        ObjectNode body = JSON.createObjectNode().put("tag", tag);
        Reply reply = repeated(post("/api/models/" + id + "/tag/" + encoded(commit), body));
        if (reply.status() != CONFLICT) {
            expect("tagging " + id + " as " + tag, reply);
        }
    }

    /** Removes a tag, if it is there; tried again. */
    void untag(String id, String tag) throws InterruptedException {
        if (tags(id).containsKey(tag)) {
            Reply reply = repeated(http.request("DELETE", at("/api/models/" + id + "/tag/" + encoded(tag))));
            expect("removing tag " + tag + " of " + id, reply);
        }
    }

    /** The bytes of a small file. */
    byte[] read(String id, String revision, String path) throws Passing, InterruptedException {
        String parts =
                Arrays.stream(path.split("/", -1)).map(HubWriter::encoded).collect(Collectors.joining("/"));
        URI address = at("/" + id + "/resolve/" + encoded(revision) + "/" + parts);
        for (int redirects = 0; ; redirects++) {
            Reply reply = http.send(http.request("GET", address));
            Optional<URI> target = reply.header("Location").map(address::resolve);
            boolean redirected =
                    !reply.ok() && target.filter(http.endpoint()::serves).isPresent();
            if (!redirected || redirects == MOST_REDIRECTS) {
                return expect("reading " + path + " of " + id, reply).body();
            }
            address = target.orElse(address);
        }
    }

    /** Sends a large file's content unless the hub has it; what is sent is tried again on its own. */
    LfsUpload largeFiles(String id) {
        return new LfsUpload(http, errors, id);
    }

    private Reply repeated(Http.Request request) throws InterruptedException {
        return http.attempts().until(() -> http.send(request));
    }

    private Http.Request post(String path, ObjectNode body) {
        return http.request(
                "POST", at(path), JSON_BODY, Content.of(body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private Reply expect(String doing, Reply reply) {
        if (!reply.ok()) {
            throw errors.of(doing, reply);
        }
        return reply;
    }

    private URI at(String path) {
        return http.endpoint().at(path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Http http() {
        return http;
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        http.close();
    }
}
