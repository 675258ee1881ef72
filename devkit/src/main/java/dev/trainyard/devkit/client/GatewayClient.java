package dev.trainyard.devkit.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.artifacts.Checksums;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything the command line asks of {@code /api/training}. Thread-safe. */
public final class GatewayClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration COPYING = Duration.ofMinutes(30);

    private final JsonMapper json = WireJson.mapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI root;

    /** A client of the gateway at {@code url}, such as {@code http://127.0.0.1:8080}. */
    public GatewayClient(URI url) {
        this.root = URI.create(url.toString().replaceAll("/+$", "") + "/api/training");
    }

    /** Where this client asks. */
    public URI root() {
        return root;
    }

    /** Hands a job spec in (YAML or JSON text). Errors: {@link GatewayException} with every problem of the spec. */
    public Job submit(String spec, String mediaType) {
        return job(post("/jobs", spec, mediaType));
    }

    /** The spec as it would run; nothing is queued. Errors: as {@link #submit}. */
    public JsonNode dryRun(String spec, String mediaType) {
        return post("/jobs?dry_run=true", spec, mediaType).path("spec");
    }

    public Job job(String id) {
        return job(get("/jobs/" + segment(id)));
    }

    /** The newest jobs first; {@code status} may be empty for all. */
    public List<Job> jobs(String status, int limit) {
        String filter = status.isEmpty() ? "" : "&status=" + segment(status);
        return items(get("/jobs?limit=" + limit + filter)).map(this::job).toList();
    }

    public Job cancel(String id) {
        return job(post("/jobs/" + segment(id) + "/cancel", "", "application/json"));
    }

    public Job start(String id) {
        return job(post("/jobs/" + segment(id) + "/start", "", "application/json"));
    }

    /** The training log as text. */
    public String logs(String id) {
        HttpRequest request = request("/jobs/" + segment(id) + "/logs").GET().build();
        return checked(send(request, HttpResponse.BodyHandlers.ofString())).body();
    }

    public JsonNode get(String path) {
        return data(send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString()));
    }

    public JsonNode post(String path, JsonNode body) {
        return post(path, body.toString(), "application/json");
    }

    /** Registers a model that was trained elsewhere, which takes as long as copying its files. */
    public JsonNode register(JsonNode body) {
        HttpRequest request = request("/models")
                .timeout(COPYING)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return data(send(request, HttpResponse.BodyHandlers.ofString()));
    }

    public JsonNode put(String path, JsonNode body) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return data(send(request, HttpResponse.BodyHandlers.ofString()));
    }

    public JsonNode delete(String path) {
        return data(send(request(path).DELETE().build(), HttpResponse.BodyHandlers.ofString()));
    }

    /**
     * Fetches a file, which is whole and has the checksum, or is not there. Errors: {@link GatewayException}.
     *
     * @param target file to write; its folder is created where missing
     */
    public void download(String path, Path target, String sha256) {
        HttpRequest request = request(path).timeout(COPYING).GET().build();
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            HttpResponse<Path> answer = send(
                    request,
                    info -> info.statusCode() == 200
                            ? HttpResponse.BodySubscribers.ofFile(part)
                            : HttpResponse.BodySubscribers.replacing(part));
            String found = answer.statusCode() == 200 ? Checksums.file(part).sha256() : "";
            if (!found.equals(sha256)) {
                throw new GatewayException(
                        answer.statusCode(),
                        path + " came as status " + answer.statusCode() + " with SHA-256 \"" + found + "\", expected "
                                + sha256 + ": try again",
                        List.of());
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(target + " cannot be written: " + e.getMessage(), e);
        } finally {
            deleteQuietly(part);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What led here is the one to report.
        }
    }

    /** The version that a reference means, such as {@code tutor@champion}. Errors: {@link GatewayException}. */
    public JsonNode version(String reference) {
        return get("/models/resolve?ref=" + segment(reference));
    }

    /** The items of a list answer, which is an array or an object with {@code items}. */
    public static Stream<JsonNode> items(JsonNode data) {
        JsonNode list = data.isArray() ? data : data.path("items");
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::add);
        return items.stream();
    }

    /**
     * The job's events so far and as they come, until the job is settled or the connection ends.
     *
     * @param after id of the last event that was seen; empty for all
     */
    public void events(String id, Optional<String> after, EventListener listener) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + "/jobs/" + segment(id) + "/events"))
                .header("Accept", "text/event-stream")
                .GET();
        after.ifPresent(last -> request.header("Last-Event-ID", last));
        HttpResponse<Stream<String>> response = send(request.build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                throw refusal(response.statusCode(), String.join("\n", lines.toList()));
            }
            Iterator<ServerSentEvent> events = ServerSentEvent.parse(lines.iterator());
            while (events.hasNext()) {
                ServerSentEvent event = events.next();
                listener.on(event.id(), message(event.data()));
            }
        } catch (UncheckedIOException e) {
            throw new GatewayException("the event stream of " + id + " ended: " + e.getMessage(), e);
        }
    }

    /** Takes the messages of a job's event stream. */
    public interface EventListener {
        void on(String eventId, JobMessage message);
    }

    private JobMessage message(String data) {
        try {
            return json.readValue(data, JobMessage.class);
        } catch (JsonProcessingException e) {
            throw new GatewayException("unreadable event: " + data, e);
        }
    }

    private Job job(JsonNode data) {
        try {
            return json.treeToValue(data, Job.class);
        } catch (JsonProcessingException e) {
            throw new GatewayException("the gateway's job is not readable: " + e.getOriginalMessage(), e);
        }
    }

    private JsonNode post(String path, String body, String mediaType) {
        HttpRequest request = request(path)
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return data(send(request, HttpResponse.BodyHandlers.ofString()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new GatewayException("no answer from " + root, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("interrupted while waiting for " + root, e);
        }
    }

    private static HttpResponse<String> checked(HttpResponse<String> response) {
        if (response.statusCode() >= 400) {
            throw refusal(response.statusCode(), response.body());
        }
        return response;
    }

    private JsonNode data(HttpResponse<String> response) {
        try {
            return json.readTree(checked(response).body()).path("data");
        } catch (JsonProcessingException e) {
            throw new GatewayException("the answer of " + response.uri() + " is not JSON", e);
        }
    }

    /** What problem+json says, or the body where it is something else. */
    private static GatewayException refusal(int status, String body) {
        try {
            JsonNode problem = WireJson.mapper().readTree(body);
            List<Problem> problems = new ArrayList<>();
            problem.path("problems")
                    .forEach(p -> problems.add(new Problem(
                            p.path("field").asText(), p.path("message").asText())));
            String title = problem.path("title").asText();
            String message = problem.path("detail").asText(title);
            return new GatewayException(status, message.isEmpty() ? "HTTP " + status : message, problems);
        } catch (JsonProcessingException e) {
            return new GatewayException(status, "HTTP " + status + ": " + body.strip(), List.of());
        }
    }

    /** The path of a version as users write it: {@code models:/NAME/3}, {@code NAME@alias}, {@code NAME} or an id. */
    public static String versionPath(String reference) {
        return Arrays.stream(reference.replaceFirst("^models:/", "").split("/"))
                .map(GatewayClient::segment)
                .collect(Collectors.joining("/"));
    }

    /** Text as one part of a path or query. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
