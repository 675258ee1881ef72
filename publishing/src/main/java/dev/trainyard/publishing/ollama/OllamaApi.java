package dev.trainyard.publishing.ollama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.publishing.http.Content;
import dev.trainyard.publishing.http.Http;
import dev.trainyard.publishing.http.Passing;
import dev.trainyard.publishing.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The requests of Ollama that publishing needs. Thread-safe. */
final class OllamaApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> JSON_BODY = Map.of("Content-Type", "application/json");
    private static final int NOT_FOUND = 404;

    private final Http http;
    private final OllamaErrors errors;

    OllamaApi(OllamaSettings settings) {
        this.http = new Http(settings.endpoint(), settings.patience());
        this.errors = new OllamaErrors(settings.endpoint());
    }

    /** An answer to a prompt: its text and the number of its tokens. */
    record Answer(String text, long tokens) {}

    String version() throws InterruptedException {
        return expect("asking for the version", get("/api/version"))
                .json()
                .path("version")
                .asText();
    }

    /**
     * Makes a model of files and waits until it is whole. Files are sent unless the server has them; it may drop them
     * until they belong to a model, so each attempt looks again.
     *
     * @param files by their SHA-256
     */
    void create(ObjectNode request, Map<String, Content> files, Duration limit) throws InterruptedException {
        String model = request.path("model").asText();
        http.attempts().until(() -> {
            for (Map.Entry<String, Content> file : files.entrySet()) {
                upload(file.getKey(), file.getValue());
            }
            CreateProgress progress = new CreateProgress(model, errors);
            Reply reply = http.sendForLines(post("/api/create", request, limit), progress::line);
            if (!reply.ok()) {
                throw errors.of("making " + model, reply);
            }
            progress.requireSuccess();
            return reply;
        });
    }

    private void upload(String sha256, Content content) throws Passing, InterruptedException {
        URI address = at("/api/blobs/sha256:" + sha256);
        Reply head = http.send(http.request("HEAD", address));
        if (head.ok()) {
            return;
        }
        if (head.status() != NOT_FOUND) {
            throw errors.of("asking for a file", head);
        }
        Map<String, String> headers = Map.of("Content-Type", "application/octet-stream");
        Reply sent = http.send(http.request("POST", address, headers, content));
        if (!sent.ok()) {
            throw errors.of("taking a file of " + content.length() + " bytes", sent);
        }
    }

    /** The manifest's digest of each model whose manifest is whole, by {@code name:tag}, in whatever letters. */
    Map<String, String> digests() throws InterruptedException {
        Map<String, String> digests = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonNode model : expect("listing models", get("/api/tags")).json().path("models")) {
            digests.put(model.path("name").asText(), model.path("digest").asText());
        }
        return digests;
    }

    /** What the server knows of a model; empty where it has none of this name. */
    Optional<JsonNode> show(String model) throws InterruptedException {
        Reply reply = sent(post("/api/show", named(model), usual()));
        return reply.status() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(expect("showing " + model, reply).json());
    }

    void copy(String source, String destination) throws InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("source", source).put("destination", destination);
        expect("copying " + source + " to " + destination, sent(post("/api/copy", body, usual())));
    }

    /** Removes a model; nothing happens where there is none. */
    void delete(String model) throws InterruptedException {
        Reply reply = sent(request("DELETE", "/api/delete", named(model), usual()));
        if (reply.status() != NOT_FOUND) {
            expect("removing " + model, reply);
        }
    }

    /** Asks a model, through its chat template or without any. */
    Answer ask(String model, String prompt, boolean chat, int mostTokens, Duration limit) throws InterruptedException {
        ObjectNode body = named(model).put("stream", false);
        body.putObject("options").put("num_predict", mostTokens).put("temperature", 0);
        if (chat) {
            body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        } else {
            body.put("prompt", prompt).put("raw", true);
        }
        Reply reply = sent(post(chat ? "/api/chat" : "/api/generate", body, limit));
        JsonNode answer = expect("asking " + model, reply).json();
        String text = chat
                ? answer.path("message").path("content").asText()
                : answer.path("response").asText();
        return new Answer(text, answer.path("eval_count").asLong());
    }

    private Reply get(String path) throws InterruptedException {
        return sent(http.request("GET", at(path)));
    }

    private Reply sent(Http.Request request) throws InterruptedException {
        return http.attempts().until(() -> http.send(request));
    }

    private Reply expect(String doing, Reply reply) {
        if (!reply.ok()) {
            throw errors.of(doing, reply);
        }
        return reply;
    }

    private Http.Request post(String path, ObjectNode body, Duration limit) {
        return request("POST", path, body, limit);
    }

    private Http.Request request(String method, String path, ObjectNode body, Duration limit) {
        Content content = Content.of(body.toString().getBytes(StandardCharsets.UTF_8));
        return new Http.Request(method, at(path), JSON_BODY, Optional.of(content), limit);
    }

    private Duration usual() {
        return http.request("GET", at("")).limit();
    }

    private static ObjectNode named(String model) {
        return JSON.createObjectNode().put("model", model);
    }

    private URI at(String path) {
        return http.endpoint().at(path);
    }

    /** Reads the lines of a creation. The status may be one of success, and the lines still say that it failed. */
    private static final class CreateProgress {
        private final String model;
        private final OllamaErrors errors;
        private String last = "nothing";
        private Optional<String> error = Optional.empty();

        CreateProgress(String model, OllamaErrors errors) {
            this.model = model;
            this.errors = errors;
        }

        synchronized void line(String line) {
            if (line.isBlank()) {
                return;
            }
            try {
                JsonNode message = JSON.readTree(line);
                if (message.has("error") && error.isEmpty()) {
                    error = Optional.of(message.path("error").asText());
                }
                last = message.path("status").asText(last);
            } catch (JsonProcessingException e) {
                error = error.or(() -> Optional.of("a line that is no JSON: " + Reply.shortened(line)));
            }
        }

        synchronized void requireSuccess() throws Passing {
            if (error.isPresent()) {
                throw errors.inStream(model, error.get());
            }
            if (!last.equals("success")) {
                throw new Passing("making " + model + " broke off after \"" + last + "\"");
            }
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        http.close();
    }
}
