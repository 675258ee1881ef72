package dev.trainyard.stricthub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The requests by which repositories of the Hugging Face Hub are made and changed. */
final class WritingApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LFS = "application/vnd.git-lfs+json";
    private static final String LFS_PATH = ".git/info/lfs/objects/";
    private static final int SAMPLE = 512;
    private static final int REVISION_AT = 5;
    private static final Set<String> REPOSITORY_FIELDS =
            Set.of("name", "organization", "type", "visibility", "private", "license", "files");

    private final Access access;
    private final Store store;
    private final LargeFiles largeFiles;

    WritingApi(Access access, Store store, LargeFiles largeFiles) {
        this.access = access;
        this.store = store;
        this.largeFiles = largeFiles;
    }

    boolean takes(Exchange exchange) {
        String path = exchange.rawPath();
        boolean writes = exchange.is("POST") || exchange.is("DELETE");
        return path.equals("/api/whoami-v2")
                || path.endsWith("/refs")
                || (writes && (path.startsWith("/api/") || path.contains(LFS_PATH)));
    }

    void answer(Exchange exchange) throws IOException {
        if (!access.authorized(exchange)) {
            exchange.json(401, "{\"error\":\"Invalid username or password.\"}");
            return;
        }
        List<String> path = exchange.path();
        String raw = exchange.rawPath();
        if (raw.equals("/api/whoami-v2")) {
            exchange.json(200, "{\"type\":\"user\",\"name\":\"" + StrictHub.USER + "\",\"orgs\":[],\"auth\":{}}");
        } else if (raw.equals("/api/validate-yaml")) {
            validateCard(exchange);
        } else if (raw.equals("/api/repos/create")) {
            create(exchange);
        } else if (raw.contains(LFS_PATH)) {
            lfs(exchange, path);
        } else if (path.size() > REVISION_AT - 1 && path.subList(0, 2).equals(List.of("api", "models"))) {
            change(exchange, path.get(2) + "/" + path.get(3), path);
        } else {
            throw new Refusal(raw + " is no address of a hub to write to");
        }
    }

    private static String base(Exchange exchange) {
        return "http://" + exchange.header("Host").orElse("");
    }

    private static JsonNode json(Exchange exchange, String type) throws IOException {
        if (!exchange.header("Content-Type")
                .filter(given -> given.startsWith(type))
                .isPresent()) {
            throw new Refusal("expected a body of type " + type);
        }
        return JSON.readTree(exchange.body());
    }

    /** A card needs its metadata between two lines of dashes. */
    private static void validateCard(Exchange exchange) throws IOException {
        String content = json(exchange, "application/json").path("content").asText();
        boolean sound = !content.startsWith("---") || content.indexOf("\n---\n", 3) > 0;
        exchange.json(
                sound ? 200 : 400,
                sound ? "{\"errors\":[],\"warnings\":[]}" : "{\"errors\":[{\"message\":\"no end of metadata\"}]}");
    }

    private void create(Exchange exchange) throws IOException {
        JsonNode body = json(exchange, "application/json");
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!REPOSITORY_FIELDS.contains(field.getKey())) {
                throw new Refusal("field " + field.getKey() + " of a repository is not known");
            }
        }
        String owner = body.path("organization").asText(StrictHub.USER);
        String id = (owner.equals("null") ? StrictHub.USER : owner) + "/"
                + body.path("name").asText();
        Optional<HostedModel> made = access.create(id);
        made.ifPresent(model -> {
            model.draft().text(".gitattributes", "*.safetensors filter=lfs").commit("main");
            if (body.path("visibility").asText().equals("private")
                    || body.path("private").asBoolean()) {
                model.makePrivate();
            }
        });
        ObjectNode answer =
                JSON.createObjectNode().put("url", base(exchange) + "/" + id).put("name", id);
        if (made.isEmpty()) {
            answer.put("error", "You already created this model repo");
        }
        exchange.json(made.isPresent() ? 200 : 409, answer.toString());
    }

    private void change(Exchange exchange, String id, List<String> path) throws IOException {
        Optional<HostedModel> model = access.find(id);
        if (model.isEmpty()) {
            exchange.with("X-Error-Code", "RepoNotFound").json(404, "{\"error\":\"Repository not found\"}");
            return;
        }
        String what = path.get(4);
        String revision = path.size() > REVISION_AT ? path.get(REVISION_AT) : "";
        switch (what) {
            case "refs" -> refs(exchange, model.get());
            case "preupload" -> preupload(exchange);
            case "commit" -> commit(exchange, model.get(), revision);
            case "tag" -> tag(exchange, model.get(), revision);
            default -> throw new Refusal(exchange.rawPath() + " is no address of a hub to write to");
        }
    }

    private static void refs(Exchange exchange, HostedModel model) throws IOException {
        ObjectNode refs = JSON.createObjectNode();
        refs.putArray("branches")
                .addObject()
                .put("name", "main")
                .put("ref", "refs/heads/main")
                .put("targetCommit", model.commit("main").orElse(""));
        refs.putArray("converts");
        ArrayNode tags = refs.putArray("tags");
        model.tags()
                .forEach((name, commit) -> tags.addObject()
                        .put("name", name)
                        .put("ref", "refs/tags/" + name)
                        .put("targetCommit", commit));
        exchange.json(200, refs.toString());
    }

    private static void tag(Exchange exchange, HostedModel model, String revision) throws IOException {
        if (exchange.is("DELETE")) {
            exchange.json(model.untag(revision) ? 200 : 404, "{}");
            return;
        }
        String tag = json(exchange, "application/json").path("tag").asText();
        Optional<String> commit = model.commit(revision);
        if (commit.isEmpty()) {
            exchange.with("X-Error-Code", "RevisionNotFound").json(404, "{\"error\":\"Invalid rev id\"}");
        } else if (model.tag(tag, commit.get())) {
            exchange.json(200, "{}");
        } else {
            exchange.json(409, "{\"error\":\"Tag reference exists already\"}");
        }
    }

    private static void preupload(Exchange exchange) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode files = answer.putArray("files");
        for (JsonNode file : json(exchange, "application/json").path("files")) {
            byte[] sample = Base64.getDecoder().decode(file.path("sample").asText());
            long size = file.path("size").asLong(-1);
            if (sample.length != Math.min(size, SAMPLE)) {
                throw new Refusal("the sample of " + file.path("path") + " has " + sample.length + " bytes");
            }
            String path = file.path("path").asText();
            files.addObject()
                    .put("path", path)
                    .put("uploadMode", isLarge(path) ? "lfs" : "regular")
                    .put("shouldIgnore", false);
        }
        exchange.json(200, answer.toString());
    }

    private static boolean isLarge(String path) {
        return path.matches(".*\\.(safetensors|bin|gguf|pt)");
    }

    private void lfs(Exchange exchange, List<String> path) throws IOException {
        String what = path.getLast();
        JsonNode body = json(exchange, what.equals("batch") ? LFS : "application/");
        switch (what) {
            case "batch" -> batch(exchange, body);
            case "verify" -> verify(exchange, body);
            case "join" -> join(exchange, body);
            default -> throw new Refusal(exchange.rawPath() + " is no address of Git LFS");
        }
    }

    private void batch(Exchange exchange, JsonNode body) throws IOException {
        if (!exchange.header("Accept").equals(Optional.of(LFS))
                || !body.path("operation").asText().equals("upload")
                || !body.path("hash_algo").asText().replace("_", "").equals("sha256")) {
            throw new Refusal("no batch of uploads as Git LFS wants it");
        }
        ObjectNode answer = JSON.createObjectNode().put("transfer", "basic");
        ArrayNode objects = answer.putArray("objects");
        String base = base(exchange) + exchange.rawPath().replace("/batch", "");
        for (JsonNode wanted : body.path("objects")) {
            String oid = wanted.path("oid").asText();
            int size = wanted.path("size").asInt();
            ObjectNode object = objects.addObject().put("oid", oid).put("size", size);
            if (largeFiles.find(oid).isEmpty()) {
                ObjectNode actions = object.putObject("actions");
                upload(actions.putObject("upload"), oid, size, base);
                actions.putObject("verify").put("href", base + "/verify");
            }
        }
        exchange.with("Content-Type", LFS).json(200, answer.toString());
    }

    private void upload(ObjectNode upload, String oid, int size, String base) {
        int chunk = largeFiles.partSize();
        if (size < chunk) {
            upload.put("href", store.uploadAddress(oid, 0));
            return;
        }
        upload.put("href", base + "/join");
        ObjectNode header = upload.putObject("header").put("chunk_size", String.valueOf(chunk));
        for (int part = 1; (part - 1) * (long) chunk < size; part++) {
            header.put(String.valueOf(part), store.uploadAddress(oid, part));
        }
    }

    private void join(Exchange exchange, JsonNode body) throws IOException {
        List<String> etags = new ArrayList<>();
        for (JsonNode part : body.path("parts")) {
            if (part.path("partNumber").asInt() != etags.size() + 1) {
                throw new Refusal("parts out of order");
            }
            etags.add(part.path("etag").asText());
        }
        largeFiles.join(body.path("oid").asText(), etags);
        exchange.json(200, "{}");
    }

    private void verify(Exchange exchange, JsonNode body) throws IOException {
        Optional<byte[]> file = largeFiles.find(body.path("oid").asText());
        boolean same =
                file.filter(bytes -> bytes.length == body.path("size").asLong()).isPresent();
        exchange.json(same ? 200 : 404, "{}");
    }

    private void commit(Exchange exchange, HostedModel model, String branch) throws IOException {
        if (!exchange.header("Content-Type").equals(Optional.of("application/x-ndjson"))) {
            throw new Refusal("a commit comes as lines of JSON");
        }
        String[] lines = new String(exchange.body(), StandardCharsets.UTF_8).split("\n");
        JsonNode header = JSON.readTree(lines[0]);
        if (!header.path("key").asText().equals("header")
                || header.path("value").path("summary").asText().isEmpty()) {
            throw new Refusal("a commit begins with its header");
        }
        String head = model.commit(branch).orElse("");
        if (!header.path("value").path("parentCommit").asText(head).equals(head)) {
            exchange.json(412, "{\"error\":\"A commit has happened since. Please refresh and try again.\"}");
            return;
        }
        Map<String, Content> files = new TreeMap<>(model.files(head));
        for (int i = 1; i < lines.length; i++) {
            apply(JSON.readTree(lines[i]), files);
        }
        String oid =
                model.upload(files, branch, header.path("value").path("summary").asText());
        ObjectNode answer = JSON.createObjectNode().put("success", true).put("commitOid", oid);
        answer.put("commitUrl", base(exchange) + "/" + model.id() + "/commit/" + oid)
                .put("hookOutput", "");
        exchange.json(200, answer.toString());
    }

    private void apply(JsonNode line, Map<String, Content> files) {
        JsonNode value = line.path("value");
        String path = value.path("path").asText();
        if (path.isEmpty() || path.startsWith("/") || path.contains("..")) {
            throw new Refusal("\"" + path + "\" is no path of a file");
        }
        switch (line.path("key").asText()) {
            case "file" -> {
                byte[] bytes = Base64.getDecoder().decode(value.path("content").asText());
                if (isLarge(path) && bytes.length > 0) {
                    throw new Refusal(path + " was to be sent as a large file");
                }
                files.put(path, new Content(bytes, false));
            }
            case "lfsFile" -> files.put(path, new Content(large(path, value), true));
            case "deletedFile" -> {
                if (files.remove(path) == null) {
                    throw new Refusal(path + " cannot be deleted: it is not there");
                }
            }
            default -> throw new Refusal("\"" + line.path("key").asText() + "\" is no part of a commit");
        }
    }

    private byte[] large(String path, JsonNode value) {
        byte[] bytes = largeFiles
                .find(value.path("oid").asText())
                .orElseThrow(() -> new Refusal(path + " is committed before its content was sent"));
        if (value.has("size") && value.path("size").asLong() != bytes.length) {
            throw new Refusal(path + " has " + bytes.length + " bytes, not " + value.path("size"));
        }
        return bytes;
    }
}
