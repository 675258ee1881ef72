package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.deploy.server.ServedModel.RequestHandler;
import dev.trainyard.generate.BatchGenerator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One model behind the OpenAI-compatible API: what it answers itself ({@link Routes}), {@code /v1/models},
 * {@code /health} and {@code /metrics}.
 *
 * <p>Vert.x rather than the JDK's server, because it reports a client that leaves while its answer is generated.
 */
final class ModelServer implements AutoCloseable {

    private static final String MODEL = "/v1/models/";
    private static final String ASKING = "POST, OPTIONS";
    private static final String LOOKING = "GET, HEAD, OPTIONS";
    private static final Set<String> GENERAL = Set.of("/v1/models", "/health", "/usage", "/metrics");

    private final String servedName;
    private final ServerLimits limits;
    private final ServerMetrics metrics = new ServerMetrics();
    private final UsageCounter usage = new UsageCounter();
    private final GenerationQueue queue;
    private final ServedModel model;
    private final Map<String, RequestHandler> routes;
    private final long created = Instant.now().getEpochSecond();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final HttpServer http;
    /** What the model did before this server. */
    private final Optional<BatchGenerator.Load> before;

    private ModelServer(ServedModel model, ServerOptions options, ServerLimits limits) {
        this.servedName = options.name();
        this.limits = limits;
        this.queue = new GenerationQueue(model.concurrency(), limits.waiting());
        this.model = model;
        this.routes = model.routes(new Desk(servedName, limits.maxTokens(), queue, metrics));
        this.http = vertx.createHttpServer(new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                // Some clients wait for leave to send a large body.
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true));
        this.before = load();
    }

    /** Starts answering; returns once the port is bound. */
    static ModelServer start(ServedModel model, ServerOptions options, ServerLimits limits) throws Exception {
        ModelServer server = new ModelServer(model, options, limits);
        try {
            server.http
                    .requestHandler(server::route)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException e) {
            server.close();
            throw e.getCause() instanceof IOException problem ? problem : e;
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    int port() {
        return http.actualPort();
    }

    /** Requests that wait. */
    int waiting() {
        return queue.waiting();
    }

    /** The paths that this model answers, the usual one first. */
    List<String> paths() {
        return List.copyOf(routes.keySet());
    }

    /** Refuses new requests, answers the accepted ones as far as the limit allows, then ends. */
    @Override
    public void close() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!queue.drain(limits.drain())) {
                queue.hurry();
                queue.drain(limits.drain().dividedBy(4));
            }
            queue.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The process ends anyway; nothing is lost with the sockets.
        }
    }

    private void route(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        AtomicBoolean counted = new AtomicBoolean();
        String label = label(path);
        long begun = System.nanoTime();
        Exchange exchange = new Exchange(vertx.getOrCreateContext(), request, status -> {
            if (counted.compareAndSet(false, true)) {
                metrics.request(label, status);
                if (Routes.ALL.contains(label)) {
                    usage.answered(status, System.nanoTime() - begun);
                }
            }
        });
        try {
            dispatch(request, path, exchange);
        } catch (ApiException e) {
            exchange.error(e);
        }
    }

    private void dispatch(HttpServerRequest request, String path, Exchange exchange) {
        if (request.method().equals(HttpMethod.OPTIONS)) {
            request.response().putHeader("allow", routes.containsKey(path) ? ASKING : LOOKING);
            exchange.end(204, "text/plain", new byte[0]);
            return;
        }
        switch (path) {
            case "/v1/models" -> {
                require(request, HttpMethod.GET);
                ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
                list.putArray("data").add(modelEntry());
                exchange.json(200, list);
            }
            case "/health" -> {
                require(request, HttpMethod.GET);
                boolean ok = !stopping.get();
                exchange.json(
                        ok ? 200 : 503,
                        JsonNodeFactory.instance.objectNode().put("status", ok ? "ok" : "shutting down"));
            }
            case "/usage" -> {
                require(request, HttpMethod.GET);
                exchange.json(200, usage.json());
            }
            case "/metrics" -> {
                require(request, HttpMethod.GET);
                exchange.end(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.text(queue, loadSinceStart()).getBytes(StandardCharsets.UTF_8));
            }
            default -> ask(request, path, exchange);
        }
    }

    private Optional<BatchGenerator.Load> load() {
        return model instanceof LanguageModel writer ? Optional.of(writer.load()) : Optional.empty();
    }

    private Optional<BatchGenerator.Load> loadSinceStart() {
        return load().map(now -> now.since(before.orElseThrow()));
    }

    private void ask(HttpServerRequest request, String path, Exchange exchange) {
        RequestHandler handler = routes.get(path);
        if (handler != null) {
            require(request, HttpMethod.POST);
            requirePlain(request);
            // Tokenising a long text takes a while: not on the event loop.
            BodyCollector.read(
                    request,
                    limits.bodyBytes(),
                    exchange,
                    body -> Thread.ofVirtual().start(() -> handler.accept(exchange, body)));
        } else if (path.startsWith(MODEL)) {
            require(request, HttpMethod.GET);
            entry(decoded(path.substring(MODEL.length())), exchange);
        } else if (Routes.ALL.contains(path)) {
            throw ApiException.modelNotSupported("the model '" + servedName + "' is " + model.kind()
                    + " and does not answer " + path + ": use " + usable());
        } else {
            throw ApiException.noSuchRoute("unknown path " + path + ": this server has " + usable());
        }
    }

    private String usable() {
        return String.join(", ", routes.keySet()) + ", /v1/models, /health, /usage and /metrics";
    }

    private void entry(String name, Exchange exchange) {
        if (!name.equals(servedName)) {
            throw ApiException.modelNotFound(
                    "the model '" + name + "' does not exist here: this server serves '" + servedName + "'");
        }
        exchange.json(200, modelEntry());
    }

    private ObjectNode modelEntry() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", servedName)
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "trainyard");
    }

    /** Clients escape names with slashes. */
    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEscaped) {
            return name;
        }
    }

    private static void requirePlain(HttpServerRequest request) {
        String encoding = request.getHeader("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ApiException.unsupportedEncoding(
                    "the body is compressed with " + encoding + ", which is not read here: send it as it is");
        }
    }

    private static void require(HttpServerRequest request, HttpMethod method) {
        boolean onlyHead = method.equals(HttpMethod.GET) && request.method().equals(HttpMethod.HEAD);
        if (!request.method().equals(method) && !onlyHead) {
            request.response().putHeader("allow", method.equals(HttpMethod.POST) ? ASKING : LOOKING);
            throw ApiException.methodNotAllowed(
                    request.method() + " is not allowed on " + request.path() + ": use " + method);
        }
    }

    /** A fixed set, so that unknown paths do not grow the metrics. */
    private static String label(String path) {
        boolean known = Routes.ALL.contains(path) || GENERAL.contains(path);
        return known ? path : "other";
    }
}
