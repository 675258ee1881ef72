package dev.trainyard.stricthub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The requests by which files are read from ModelScope. */
final class ModelScopeApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT_BRANCH = "master";
    private static final int SHORT = 8;
    private static final int FILES = 7;

    private final Access access;
    private final Store store;

    ModelScopeApi(Access access, Store store) {
        this.access = access;
        this.store = store;
    }

    void answer(Exchange exchange) throws IOException {
        List<String> path = exchange.path();
        if (exchange.rawPath().equals("/api/v1/repos/internalAccelerationInfo")) {
            // Its client asks whether it runs in the cloud of the hub.
            envelope(exchange, 404, JSON.nullNode(), "record not found");
            return;
        }
        boolean repo = path.size() >= FILES - 1 && path.get(5).equals("repo");
        if (!repo || exchange.head()) {
            throw new Refusal(exchange.rawPath() + " is no address of ModelScope");
        }
        requireBothCredentials(exchange);
        Optional<HostedModel> model = access.find(path.get(3) + "/" + path.get(4), exchange);
        if (model.isEmpty()) {
            envelope(exchange, 404, JSON.nullNode(), "record not found");
        } else if (path.size() == FILES && path.get(FILES - 1).equals("files")) {
            list(exchange, model.get());
        } else {
            file(exchange, model.get());
        }
    }

    /** Older addresses read the cookie, newer ones the header. */
    private void requireBothCredentials(Exchange exchange) {
        boolean cookie = exchange.header("Cookie").equals(Optional.of("m_session_id=" + access.token()));
        if (exchange.header("Authorization").isPresent()
                        != exchange.header("Cookie").isPresent()
                || (access.authorized(exchange) && !cookie)) {
            throw new Refusal("the token must come as header and as cookie m_session_id");
        }
    }

    /** An unknown revision is no error here, and the commit is told by its first letters. */
    private static void list(Exchange exchange, HostedModel model) throws IOException {
        Map<String, String> query = exchange.query(Set.of("Revision", "Recursive", "Root"));
        if (!"True".equals(query.get("Recursive"))) {
            throw new Refusal("the list of files was not asked for with Recursive=True");
        }
        Optional<String> commit = model.commit(query.getOrDefault("Revision", DEFAULT_BRANCH));
        ObjectNode data = JSON.createObjectNode();
        if (commit.isEmpty()) {
            data.putNull("Files").putNull("LatestCommitter");
        } else {
            ArrayNode files = data.putArray("Files");
            files.addObject().put("Path", "additional_chat_templates").put("Type", "tree");
            model.files(commit.get())
                    .forEach((path, file) -> files.addObject()
                            .put("Path", path)
                            .put("Name", path.substring(path.lastIndexOf('/') + 1))
                            .put("Type", "blob")
                            .put("Size", file.bytes().length)
                            .put("Sha256", file.sha256())
                            .put("IsLFS", file.stored())
                            .put("Revision", commit.get()));
            data.putObject("LatestCommitter")
                    .put("Id", "")
                    .put("ShortId", commit.get().substring(0, SHORT));
        }
        envelope(exchange, 200, data, "success");
    }

    private void file(Exchange exchange, HostedModel model) throws IOException {
        Map<String, String> query = exchange.query(Set.of("Revision", "FilePath"));
        Optional<Content> file = model.commit(query.getOrDefault("Revision", DEFAULT_BRANCH))
                .map(model::files)
                .map(files -> files.get(query.getOrDefault("FilePath", "")));
        if (file.isEmpty()) {
            envelope(exchange, 404, JSON.nullNode(), "file not found");
        } else if (file.get().stored()) {
            exchange.with("Location", store.address(file.get()).toString()).empty(302);
        } else {
            exchange.content(file.get().bytes());
        }
    }

    private static void envelope(Exchange exchange, int status, JsonNode data, String message) throws IOException {
        ObjectNode envelope = JSON.createObjectNode().put("Code", status).put("Message", message);
        envelope.put("Success", status == 200).set("Data", data);
        exchange.json(status, envelope.toString());
    }
}
