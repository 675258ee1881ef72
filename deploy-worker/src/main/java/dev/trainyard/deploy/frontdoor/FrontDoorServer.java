package dev.trainyard.deploy.frontdoor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.Route;
import dev.trainyard.deploy.domain.RouteTable;
import dev.trainyard.deploy.domain.Traffic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reverse proxy in front of the model servers of this service.
 *
 * <p>Thread-safe: requests live on event loops, and the table they follow is replaced as a whole.
 */
@Singleton
public final class FrontDoorServer implements FrontDoor {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoorServer.class);

    private static final String SESSION = "X-Trainyard-Session";
    private static final String MODELS = "/v1/models";
    private static final Set<String> ASKED =
            Set.of("/v1/chat/completions", "/v1/completions", "/v1/classify", "/v1/embeddings");
    private static final int BODY_LIMIT = 4 << 20;
    private static final int CONNECTIONS = 4096;
    private static final int CONNECT_MILLIS = 5000;
    private static final int FIRST = 100;
    private static final int LAST = 4000;

    /**
     * Where it is.
     *
     * @param port 0 = any free one
     * @param advertisedHost what users are told
     */
    record Address(String host, int port, String advertisedHost) {
        static Address of(DeployConfig.FrontDoor config) {
            return new Address(
                    config.host(), config.port(), config.advertisedHost().orElse(config.host()));
        }
    }

    private final Address address;
    private final ServedMeters meters;
    private final HttpServer server;
    private final HttpClient http;
    private final long created = Instant.now().getEpochSecond();
    private final Map<DeploymentId, TrafficCount> counts = new ConcurrentHashMap<>();
    private volatile RouteTable table = RouteTable.empty();

    @Inject
    FrontDoorServer(Vertx vertx, DeployConfig config, ServedMeters meters) {
        this(vertx, Address.of(config.frontDoor()), meters);
    }

    FrontDoorServer(Vertx vertx, Address address, ServedMeters meters) {
        this.meters = meters;
        this.address = address;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true));
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /** Before any server is started, so that the endpoint is known. */
    void start(@Observes @Priority(FIRST) StartupEvent event) {
        server.requestHandler(this::on)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        LOG.info("models are asked at {}", endpoint());
    }

    /** After the servers have answered what they had accepted. */
    void stop(@Observes @Priority(LAST) ShutdownEvent event) {
        server.close();
        http.close();
    }

    @Override
    public URI endpoint() {
        String host = address.advertisedHost();
        return URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.actualPort() + "/v1");
    }

    @Override
    public void follow(RouteTable routes) {
        table = routes;
    }

    @Override
    public Traffic traffic(DeploymentId deployment) {
        return count(deployment).traffic();
    }

    @Override
    public int underWay(DeploymentId deployment) {
        return count(deployment).underWay();
    }

    @Override
    public void forget(DeploymentId deployment) {
        counts.remove(deployment);
    }

    private TrafficCount count(DeploymentId deployment) {
        return counts.computeIfAbsent(deployment, id -> new TrafficCount());
    }

    private void on(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        if (ASKED.contains(path)) {
            if (allows(request, HttpMethod.POST)) {
                collect(request);
            }
        } else if (path.equals(MODELS) || path.startsWith(MODELS + "/") || path.equals("/health")) {
            if (allows(request, HttpMethod.GET)) {
                tell(request, path);
            }
        } else {
            Refusal.notFound(
                            "unknown_url",
                            "unknown path " + path + ": use "
                                    + String.join(", ", ASKED.stream().sorted().toList()) + ", " + MODELS
                                    + " or /health")
                    .send(request.response());
        }
    }

    private static boolean allows(HttpServerRequest request, HttpMethod method) {
        boolean allowed = request.method().equals(method);
        if (!allowed) {
            Refusal.method(request.method() + " is not allowed on " + request.path() + ": use " + method)
                    .send(request.response());
        }
        return allowed;
    }

    private void collect(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= BODY_LIMIT) {
                body.appendBuffer(part);
                if (body.length() > BODY_LIMIT) {
                    request.response().putHeader("connection", "close");
                    Refusal.tooLarge(BODY_LIMIT).send(request.response());
                }
            }
        });
        request.endHandler(nothing -> {
            if (body.length() <= BODY_LIMIT) {
                pass(request, body);
            }
        });
    }

    private void pass(HttpServerRequest request, Buffer body) {
        AskedModel asked;
        try {
            asked = AskedModel.in(body);
        } catch (IOException e) {
            Refusal.invalid("invalid_json", "the body is no JSON object: " + e.getMessage())
                    .send(request.response());
            return;
        }
        int ticket = ticket(request, asked);
        Optional<Route> first = table.choose(asked.model(), ticket, Set.of());
        if (first.isEmpty()) {
            refuse(asked.model(), request);
            return;
        }
        new Passage(
                        http,
                        request,
                        body,
                        except -> table.choose(asked.model(), ticket, except),
                        route -> count(route.deployment()),
                        meters)
                .begin(first.get());
    }

    /** Who says who they are stays with one version; others are spread. */
    private static int ticket(HttpServerRequest request, AskedModel asked) {
        Optional<String> session =
                Optional.ofNullable(request.getHeader(SESSION)).or(asked::user);
        if (session.isEmpty()) {
            return ThreadLocalRandom.current().nextInt(RouteTable.TICKETS);
        }
        CRC32C hash = new CRC32C();
        hash.update(session.get().getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % RouteTable.TICKETS);
    }

    private void refuse(String model, HttpServerRequest request) {
        Refusal refusal;
        if (model.isEmpty()) {
            refusal = Refusal.invalid("missing_model", "'model' is missing: " + served());
        } else if (table.awaits(model)) {
            refusal = Refusal.starting("the model '" + model + "' is being started: send the request again");
        } else {
            refusal = Refusal.notFound("model_not_found", "the model '" + model + "' does not exist here: " + served());
        }
        refusal.send(request.response());
    }

    private String served() {
        Set<String> names = table.names();
        return names.isEmpty() ? "nothing is served now" : "served are " + String.join(", ", names);
    }

    private void tell(HttpServerRequest request, String path) {
        if (path.equals("/health")) {
            json(request, JsonNodeFactory.instance.objectNode().put("status", "ok"));
        } else if (path.equals(MODELS)) {
            ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
            var data = list.putArray("data");
            table.models().keySet().forEach(model -> data.add(entry(model)));
            json(request, list);
        } else {
            String model = URLDecoder.decode(path.substring(MODELS.length() + 1), StandardCharsets.UTF_8);
            if (table.models().containsKey(model)) {
                json(request, entry(model));
            } else {
                refuse(model, request);
            }
        }
    }

    private ObjectNode entry(String model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", model)
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "trainyard");
    }

    private static void json(HttpServerRequest request, ObjectNode body) {
        request.response().putHeader("content-type", "application/json").end(Buffer.buffer(body.toString()));
    }
}
