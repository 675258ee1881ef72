package dev.trainyard.publishing.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The part of Kubernetes' API that InferenceServices need, and of KServe's controller what it says in a status. It
 * checks every object against KServe's schema, keeps revisions, and refuses what no client should ask.
 */
final class StrictCluster implements AutoCloseable {
    static final String NAMESPACE = "models";
    static final String TOKEN = "tokenOfTheCluster";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMA = Path.of("src/test/resources/kserve/inferenceservice.schema.json");
    private static final String PATH =
            "/apis/serving.kserve.io/v1beta1/namespaces/" + NAMESPACE + "/inferenceservices/";

    /** What was asked for, in order: {@code NAME STORAGE_URI PERCENT}. */
    final List<String> history = new CopyOnWriteArrayList<>();

    final List<String> violations = new CopyOnWriteArrayList<>();
    private final Map<String, ObjectNode> services = new TreeMap<>();
    private final Map<String, Integer> looks = new TreeMap<>();
    private final HttpServer server;
    private volatile String broken = "none";
    private volatile String stalled = "none";
    private volatile int failures;

    StrictCluster() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    Config config(String token) {
        return new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withOauthToken(token)
                .withNamespace(NAMESPACE)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /** From now on models whose address contains this cannot be loaded. */
    void breaks(String storageUri) {
        broken = storageUri;
    }

    /** From now on nothing more is said about models whose address contains this, as where no node has room for them. */
    void stalls(String storageUri) {
        stalled = storageUri;
    }

    /** The next requests are answered with status 500. */
    void fail(int count) {
        failures = count;
    }

    private synchronized void handle(HttpExchange http) throws IOException {
        byte[] body = http.getRequestBody().readAllBytes();
        String path = http.getRequestURI().getPath();
        if (failures > 0) {
            failures--;
            status(http, 500, "InternalError");
        } else if (!("Bearer " + TOKEN).equals(http.getRequestHeaders().getFirst("Authorization"))) {
            status(http, 401, "Unauthorized");
        } else if (!path.startsWith(PATH)) {
            violations.add(http.getRequestMethod() + " " + path);
            status(http, 404, "NotFound");
        } else {
            answer(http, path.substring(PATH.length()), body);
        }
    }

    private void answer(HttpExchange http, String name, byte[] body) throws IOException {
        switch (http.getRequestMethod()) {
            case "GET" -> {
                ObjectNode service = services.get(name);
                if (service == null) {
                    status(http, 404, "NotFound");
                } else {
                    look(name, service);
                    send(http, 200, service);
                }
            }
            case "PATCH" -> apply(http, name, JSON.readTree(body));
            case "DELETE" -> status(http, services.remove(name) == null ? 404 : 200, "Deleted");
            default -> throw new IllegalStateException(http.getRequestMethod());
        }
    }

    private void apply(HttpExchange http, String name, JsonNode wanted) throws IOException {
        String query = String.valueOf(http.getRequestURI().getQuery());
        String type = http.getRequestHeaders().getFirst("Content-Type");
        if (!query.contains("fieldManager=trainyard")
                || !String.valueOf(type).startsWith("application/apply-patch+yaml")) {
            violations.add("PATCH that is no server-side apply: " + query + ", " + type);
        }
        List<String> problems = SchemaCheck.problems(wanted, SCHEMA);
        if (!problems.isEmpty()) {
            violations.add(problems.toString());
            status(http, 422, problems.toString());
            return;
        }
        JsonNode predictor = wanted.path("spec").path("predictor");
        String uri = predictor.path("model").path("storageUri").asText();
        String percent = predictor.path("canaryTrafficPercent").asText("all");
        history.add(name + " " + uri + " " + percent);
        ObjectNode service = services.computeIfAbsent(name, none -> JSON.createObjectNode());
        String before = service.path("spec")
                .path("predictor")
                .path("model")
                .path("storageUri")
                .asText();
        long generation = service.path("metadata").path("generation").asLong() + 1;
        JsonNode status = service.path("status").deepCopy();
        service.setAll((ObjectNode) wanted.deepCopy());
        ((ObjectNode) service.path("metadata"))
                .put("generation", generation)
                .put("uid", "1")
                .put("resourceVersion", "" + generation);
        if (status.isObject()) {
            service.set("status", status);
        }
        if (!before.equals(uri)) {
            looks.put(name, 0);
        }
        send(http, 200, service);
    }

    /** The controller is some looks behind. */
    private void look(String name, ObjectNode service) {
        int count = looks.merge(name, 1, Integer::sum);
        String uri = service.path("spec")
                .path("predictor")
                .path("model")
                .path("storageUri")
                .asText();
        if (count < 3 || uri.contains(stalled)) {
            return;
        }
        boolean loads = !uri.contains(broken);
        ObjectNode status = service.putObject("status");
        status.put(
                "observedGeneration",
                service.path("metadata").path("generation").asLong());
        status.put("url", "http://" + name + ".models.example.com");
        String revision = name + "-predictor-" + uri.hashCode();
        ObjectNode predictor = status.putObject("components").putObject("predictor");
        predictor.put("latestCreatedRevision", revision).put("latestReadyRevision", loads ? revision : "older");
        ObjectNode model =
                status.putObject("modelStatus").put("transitionStatus", loads ? "UpToDate" : "BlockedByFailedLoad");
        if (!loads) {
            model.putObject("lastFailureInfo").put("message", "no such tensor");
        }
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
    }

    private static void status(HttpExchange http, int code, String reason) throws IOException {
        ObjectNode status = JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1");
        status.put("status", code == 200 ? "Success" : "Failure")
                .put("reason", reason)
                .put("message", reason);
        send(http, code, status.put("code", code));
    }

    private static void send(HttpExchange http, int code, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", "application/json");
        http.sendResponseHeaders(code, bytes.length);
        try (OutputStream out = http.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
