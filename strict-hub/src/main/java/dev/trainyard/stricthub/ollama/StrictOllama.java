package dev.trainyard.stricthub.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An Ollama server on this machine that forgives nothing. Thread-safe. */
public final class StrictOllama implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOKENS = 3;
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "/api/create",
            Set.of("model", "files", "adapters", "parameters", "template", "system", "stream", "from"),
            "/api/show",
            Set.of("model", "verbose", "system", "template", "options"),
            "/api/copy",
            Set.of("source", "destination"),
            "/api/delete",
            Set.of("model", "name"),
            "/api/chat",
            Set.of("model", "messages", "stream", "options", "keep_alive", "tools", "format"),
            "/api/generate",
            Set.of("model", "prompt", "raw", "stream", "options", "keep_alive", "suffix", "format"));

    private final OllamaModels models = new OllamaModels();
    private final List<Planned> faults = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            task -> Thread.ofPlatform().daemon().name("strict-ollama-", 0).unstarted(task));
    private final HttpServer server;
    private volatile String version = "0.32.15";
    private volatile boolean speechless;

    /** What goes wrong with one answer. */
    public enum Fault {
        /** Status 500. */
        SERVER_ERROR,
        /** The connection is closed without an answer. */
        CUT,
        /** What is asked happens, and then the connection is closed without an answer. */
        CUT_AFTERWARDS,
        /** A copy leaves a broken manifest, as when the server is ended in the middle of it; the answer is success. */
        BROKEN_COPY,
        /** A creation that fails inside of an answer with status 200. */
        ERROR_IN_STREAM,
        /** A creation whose lines end before the last one. */
        SHORT_STREAM
    }

    private record Planned(String request, Fault fault) {}

    /** What a handler answers. */
    record Answer(int status, String type, String body) {
        static Answer json(int status, JsonNode body) {
            return new Answer(status, "application/json; charset=utf-8", body.toString());
        }

        static Answer empty(int status) {
            return new Answer(status, "", "");
        }

        static Answer error(int status, String message) {
            return json(status, JSON.createObjectNode().put("error", message));
        }
    }

    private StrictOllama() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("no port to listen on", e);
        }
    }

    /** Starts one, without models. */
    public static StrictOllama start() {
        return new StrictOllama();
    }

    /** Plans that one request goes wrong, after those planned before. {@code request} is a part of "METHOD path". */
    public void fail(String request, Fault fault) {
        faults.add(new Planned(request, fault));
    }

    /** After this many requests no other is answered, as if the server, or its client, had been killed. */
    public void dieAfter(int count) {
        left.set(count);
    }

    /** Answers again. */
    public void revive() {
        left.set(Integer.MAX_VALUE);
    }

    /** Removes the files that belong to no model, as the real one does when it starts. */
    public void prune() {
        models.prune();
    }

    /** From now on it is of this version. */
    public void version(String text) {
        version = text;
    }

    /** From now on models answer without a single token. */
    public void strikeDumb() {
        speechless = true;
    }

    /** Where it answers. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was asked, as "METHOD path" in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** What no client should have asked. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    private void handle(HttpExchange http) throws IOException {
        String request = http.getRequestMethod() + " " + http.getRequestURI().getPath();
        requests.add(request);
        Optional<Fault> fault = takeFault(request);
        if (left.getAndDecrement() <= 0 || fault.equals(Optional.of(Fault.CUT))) {
            http.close();
            return;
        }
        try {
            Answer answer = fault.equals(Optional.of(Fault.SERVER_ERROR))
                    ? Answer.error(500, "something went wrong")
                    : answer(http, request, fault);
            if (fault.equals(Optional.of(Fault.CUT_AFTERWARDS))) {
                http.close();
            } else {
                send(http, answer);
            }
        } catch (IllegalArgumentException e) {
            violations.add(request + ": " + e.getMessage());
            send(http, Answer.error(400, String.valueOf(e.getMessage())));
        }
    }

    private Optional<Fault> takeFault(String request) {
        for (Planned planned : faults) {
            if (request.contains(planned.request()) && faults.remove(planned)) {
                return Optional.of(planned.fault());
            }
        }
        return Optional.empty();
    }

    private Answer answer(HttpExchange http, String request, Optional<Fault> fault) throws IOException {
        if (request.contains(" /api/blobs/")) {
            return blob(http);
        }
        return switch (request) {
            case "GET /", "HEAD /" -> new Answer(200, "text/plain; charset=utf-8", "Ollama is running");
            case "GET /api/version" -> Answer.json(200, JSON.createObjectNode().put("version", version));
            case "GET /api/tags" -> Answer.json(200, models.list());
            case "POST /api/create" -> create(body(http), fault);
            case "POST /api/show" -> models.show(text(body(http), "model"));
            case "POST /api/copy" -> copy(body(http), fault);
            case "DELETE /api/delete" -> delete(body(http));
            case "POST /api/chat" -> ask(body(http), true);
            case "POST /api/generate" -> ask(body(http), false);
            default -> throw new IllegalArgumentException(request + " is no request of Ollama's that tests need");
        };
    }

    private Answer blob(HttpExchange http) throws IOException {
        String digest = http.getRequestURI().getPath().substring("/api/blobs/".length());
        return switch (http.getRequestMethod()) {
            case "HEAD" -> Answer.empty(models.hasBlob(digest) ? 200 : 404);
            case "POST" -> models.addBlob(digest, http.getRequestBody().readAllBytes());
            default -> throw new IllegalArgumentException("HEAD or POST are for files");
        };
    }

    private Answer create(JsonNode body, Optional<Fault> fault) {
        List<String> lines = new ArrayList<>();
        Optional<Answer> refused = models.create(body, fault.filter(Fault.ERROR_IN_STREAM::equals), lines);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (fault.equals(Optional.of(Fault.SHORT_STREAM))) {
            lines.removeLast();
        }
        return new Answer(200, "application/x-ndjson", String.join("\n", lines) + "\n");
    }

    private Answer copy(JsonNode body, Optional<Fault> fault) {
        boolean broken = fault.equals(Optional.of(Fault.BROKEN_COPY));
        return models.copy(text(body, "source"), text(body, "destination"), broken);
    }

    /** Its own client says "name" where others say "model". */
    private Answer delete(JsonNode body) {
        return models.delete(text(body, body.has("name") ? "name" : "model"));
    }

    private Answer ask(JsonNode body, boolean chat) {
        String model = text(body, "model");
        if (!models.has(model)) {
            return Answer.error(404, "model '" + model + "' not found");
        }
        if (body.path("stream").asBoolean(true)) {
            throw new IllegalArgumentException("answers in a stream are none that publishing needs");
        }
        boolean asked = chat
                ? !body.path("messages").isEmpty()
                : !body.path("prompt").asText().isEmpty();
        ObjectNode answer = JSON.createObjectNode().put("model", model).put("created_at", "2026-11-21T18:57:50Z");
        String text = speechless || !asked ? "" : " upon a time";
        if (chat) {
            answer.putObject("message").put("role", "assistant").put("content", text);
        } else {
            answer.put("response", text);
        }
        answer.put("done", true).put("done_reason", asked ? "length" : "load");
        if (asked && !speechless) {
            answer.put("prompt_eval_count", 2).put("eval_count", TOKENS);
        }
        return Answer.json(200, answer);
    }

    private static JsonNode body(HttpExchange http) throws IOException {
        byte[] bytes = http.getRequestBody().readAllBytes();
        JsonNode body = JSON.readTree(bytes);
        Set<String> known = FIELDS.getOrDefault(http.getRequestURI().getPath(), Set.of());
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException("field \"" + field.getKey() + "\" is not known");
            }
        }
        return body;
    }

    private static String text(JsonNode body, String field) {
        if (!body.path(field).isTextual()) {
            throw new IllegalArgumentException("field \"" + field + "\" must be a text");
        }
        return body.path(field).asText();
    }

    private static void send(HttpExchange http, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        if (!answer.type().isEmpty()) {
            http.getResponseHeaders().set("Content-Type", answer.type());
        }
        boolean head = http.getRequestMethod().equals("HEAD");
        http.sendResponseHeaders(answer.status(), bytes.length == 0 || head ? -1 : bytes.length);
        if (bytes.length > 0 && !head) {
            try (OutputStream out = http.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    /** Ends it; connections that are open break off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
