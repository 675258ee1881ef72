package dev.trainyard.stricthub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The requests by which files are read from the Hugging Face Hub. */
final class HuggingFaceApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT_BRANCH = "main";
    private static final int REVISION = 4;
    private static final int FILE = 4;
    private static final int CACHED_FILE = 6;

    private final Access access;
    private final Store store;

    HuggingFaceApi(Access access, Store store) {
        this.access = access;
        this.store = store;
    }

    void answer(Exchange exchange) throws IOException {
        List<String> path = exchange.path();
        if (path.size() > FILE && path.get(2).equals("resolve")) {
            resolve(exchange, path.get(0) + "/" + path.get(1), path.get(3), rest(path, FILE));
        } else if (path.size() > CACHED_FILE && path.get(1).equals("resolve-cache")) {
            cached(exchange, path.get(3) + "/" + path.get(4), path.get(5), rest(path, CACHED_FILE));
        } else if (path.size() >= REVISION && path.subList(0, 2).equals(List.of("api", "models"))) {
            models(exchange, path);
        } else if (path.equals(List.of("api", "agent-harnesses"))) {
            exchange.json(404, "{}");
        } else {
            throw new Refusal(exchange.rawPath() + " is no address of a hub");
        }
    }

    private static String rest(List<String> path, int from) {
        return String.join("/", path.subList(from, path.size()));
    }

    private void models(Exchange exchange, List<String> path) throws IOException {
        String id = path.get(2) + "/" + path.get(3);
        String what = path.size() > REVISION ? path.get(REVISION) : "revision";
        String revision = path.size() > REVISION + 1 ? path.get(REVISION + 1) : DEFAULT_BRANCH;
        Optional<HostedModel> model = admitted(exchange, id);
        if (model.isEmpty()) {
            return;
        }
        Optional<String> commit = model.get().commit(revision);
        if (commit.isEmpty()) {
            refuse(exchange, 404, "RevisionNotFound", "Invalid rev id: " + revision);
            return;
        }
        switch (what) {
            case "revision" -> info(exchange, model.get(), commit.get());
            case "tree" -> tree(exchange, model.get(), commit.get());
            default -> throw new Refusal(exchange.rawPath() + " is no address of a hub");
        }
    }

    private static void info(Exchange exchange, HostedModel model, String commit) throws IOException {
        boolean blobs = "true".equalsIgnoreCase(exchange.query(Set.of("blobs")).get("blobs"));
        ObjectNode info = JSON.createObjectNode();
        info.put("_id", "1").put("id", model.id()).put("modelId", model.id()).put("sha", commit);
        info.put("private", model.hidden())
                .put("gated", model.gated())
                .put("downloads", 0)
                .put("likes", 0);
        info.putArray("tags");
        ArrayNode siblings = info.putArray("siblings");
        model.files(commit).forEach((path, file) -> {
            ObjectNode sibling = siblings.addObject().put("rfilename", path);
            if (blobs) {
                sibling.put("size", file.bytes().length).put("blobId", file.gitBlob());
                if (file.stored()) {
                    sibling.putObject("lfs")
                            .put("sha256", file.sha256())
                            .put("size", file.bytes().length)
                            .put("pointerSize", file.pointer().length);
                }
            }
        });
        exchange.json(200, info.toString());
    }

    private static void tree(Exchange exchange, HostedModel model, String commit) throws IOException {
        exchange.query(Set.of("recursive", "expand", "limit"));
        ArrayNode tree = JSON.createArrayNode();
        model.files(commit).forEach((path, file) -> {
            ObjectNode entry = tree.addObject().put("type", "file").put("oid", file.gitBlob());
            entry.put("size", file.bytes().length).put("path", path);
            if (file.stored()) {
                entry.putObject("lfs")
                        .put("oid", file.sha256())
                        .put("size", file.bytes().length)
                        .put("pointerSize", file.pointer().length);
            }
        });
        exchange.json(200, tree.toString());
    }

    /** Large files are elsewhere, small ones one step away, as on the real hub. */
    private void resolve(Exchange exchange, String id, String revision, String path) throws IOException {
        Optional<Found> found = find(exchange, id, revision, path);
        if (found.isEmpty()) {
            return;
        }
        Content file = found.get().file();
        exchange.with("X-Repo-Commit", found.get().commit())
                .with("X-Linked-Size", String.valueOf(file.bytes().length))
                .with("X-Linked-Etag", "\"" + etag(exchange, file) + "\"")
                .with(
                        "Location",
                        file.stored()
                                ? store.address(file).toString()
                                : "/api/resolve-cache/models/" + id + "/"
                                        + found.get().commit() + "/" + encoded(path));
        exchange.empty(file.stored() ? 302 : 307);
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private void cached(Exchange exchange, String id, String commit, String path) throws IOException {
        Optional<Found> found = find(exchange, id, commit, path);
        if (found.isPresent()) {
            Content file = found.get().file();
            exchange.with("X-Repo-Commit", commit)
                    .with("ETag", "\"" + etag(exchange, file) + "\"")
                    .content(file.bytes());
        }
    }

    private static String etag(Exchange exchange, Content file) {
        boolean other = exchange.fault().orElse(null) instanceof Fault.OtherEtag;
        return other ? new StringBuilder(file.etag()).reverse().toString() : file.etag();
    }

    private record Found(String commit, Content file) {}

    private Optional<Found> find(Exchange exchange, String id, String revision, String path) throws IOException {
        if (exchange.head() && !exchange.header("Accept-Encoding").equals(Optional.of("identity"))) {
            throw new Refusal("HEAD without \"Accept-Encoding: identity\": the size would be that of compressed bytes");
        }
        Optional<HostedModel> model = admitted(exchange, id);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> commit = model.get().commit(revision);
        if (commit.isEmpty()) {
            refuse(exchange, 404, "RevisionNotFound", "Invalid rev id: " + revision);
            return Optional.empty();
        }
        Map<String, Content> files = model.get().files(commit.get());
        if (!files.containsKey(path)) {
            exchange.with("X-Repo-Commit", commit.get());
            refuse(exchange, 404, "EntryNotFound", "Entry not found");
            return Optional.empty();
        }
        return Optional.of(new Found(commit.get(), files.get(path)));
    }

    /** The model, where this user may read it; otherwise the answer that says why not was sent. */
    private Optional<HostedModel> admitted(Exchange exchange, String id) throws IOException {
        if (access.wrongToken(exchange)) {
            refuse(exchange, 401, "", "Invalid credentials in Authorization header");
            return Optional.empty();
        }
        Optional<HostedModel> model = access.find(id, exchange);
        if (model.isEmpty()) {
            // Whether a model exists is not told to strangers.
            refuse(exchange, access.authorized(exchange) ? 404 : 401, "RepoNotFound", "Repository not found");
        } else if (model.get().gated() && !access.authorized(exchange)) {
            refuse(exchange, 401, "GatedRepo", "Access to model " + id + " is restricted. You must be authenticated");
            return Optional.empty();
        }
        return model;
    }

    private static void refuse(Exchange exchange, int status, String code, String message) throws IOException {
        exchange.with("X-Error-Message", message);
        if (!code.isEmpty()) {
            exchange.with("X-Error-Code", code);
        }
        exchange.json(status, JSON.createObjectNode().put("error", message).toString());
    }
}
