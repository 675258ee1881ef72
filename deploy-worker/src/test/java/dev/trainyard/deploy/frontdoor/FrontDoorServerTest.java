package dev.trainyard.deploy.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.deploy.domain.Route;
import dev.trainyard.deploy.domain.RouteTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reverse proxy between a real client and servers that are told what to answer. */
final class FrontDoorServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ArtifactRef FILES = new ArtifactRef(URI.create("file:///m"), "ab".repeat(32), 1);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FrontDoorServer door = new FrontDoorServer(
            vertx, new FrontDoorServer.Address("127.0.0.1", 0, "127.0.0.1"), new ServedMeters(meters));

    @BeforeEach
    void open() {
        door.start(new StartupEvent());
    }

    @AfterEach
    void close() throws Exception {
        door.stop(new ShutdownEvent());
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void theVersionThatAnsweredIsNamedAndItsAnswerIsPassedOnAsItIs() throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        Route route = server(3, 100, (request, body) -> {
            bodies.add(body.toString());
            request.response()
                    .setStatusCode(418)
                    .putHeader("x-more", "told")
                    .end("{\"usage\":{\"completion_tokens\":5}}");
        });
        door.follow(new RouteTable(List.of(route), Set.of()));

        HttpResponse<String> named = ask("{\"model\":\"tutor\",\"user\":\"u\"}");
        HttpResponse<String> exact = ask("{\"model\":\"tutor/3\", \"n\" : [1,{\"model\":\"x\"}]}");

        assertThat(named.statusCode()).isEqualTo(418);
        assertThat(named.body()).isEqualTo("{\"usage\":{\"completion_tokens\":5}}");
        assertThat(named.headers().firstValue(Passage.VERSION)).contains("tutor/3");
        assertThat(named.headers().firstValue("x-more")).contains("told");
        assertThat(bodies.poll()).isEqualTo("{\"model\":\"tutor\",\"user\":\"u\"}");
        assertThat(exact.statusCode()).isEqualTo(418);
        assertThat(bodies.poll()).isEqualTo("{\"model\":\"tutor\",\"n\":[1,{\"model\":\"x\"}]}");
        // An answer is counted a moment after its last byte has left.
        await().atMost(PATIENCE).until(() -> door.traffic(route.deployment()).refused() == 2);
        assertThat(meters.get("trainyard.served")
                        .tags("version", "3", "outcome", "refused")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aStreamIsPassedOnAsItComes() throws Exception {
        CompletableFuture<HttpServerResponse> open = new CompletableFuture<>();
        Route route = server(1, 100, (request, body) -> {
            HttpServerResponse response = request.response().setChunked(true);
            response.putHeader("content-type", "text/event-stream").write("data: {\"n\":1}\n\n");
            open.complete(response);
        });
        door.follow(new RouteTable(List.of(route), Set.of()));

        HttpResponse<InputStream> answer = client.send(request("{\"model\":\"tutor\"}"), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            // The server has not ended its answer: what it wrote is here all the same.
            assertThat(lines.readLine()).isEqualTo("data: {\"n\":1}");
            assertThat(door.underWay(route.deployment())).isEqualTo(1);
            HttpServerResponse response = open.get(10, TimeUnit.SECONDS);
            response.write("data: {\"n\":2}\n\ndata: {\"n\":3}\n\n");
            response.end("data: [DONE]\n\n");
            assertThat(lines.lines().toList()).contains("data: {\"n\":2}", "data: {\"n\":3}", "data: [DONE]");
        }
        await().atMost(PATIENCE).until(() -> door.underWay(route.deployment()) == 0);
        assertThat(door.traffic(route.deployment()).tokens()).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesTakesItsRequestWithIt() throws Exception {
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        Route route = server(1, 100, (request, body) -> {
            HttpServerResponse response = request.response().setChunked(true);
            response.closeHandler(nothing -> left.complete(true));
            response.write("data: {}\n\n");
        });
        door.follow(new RouteTable(List.of(route), Set.of()));

        HttpResponse<InputStream> answer = client.send(request("{\"model\":\"tutor\"}"), BodyHandlers.ofInputStream());
        answer.body().close();

        assertThat(left.get(10, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> door.underWay(route.deployment()) == 0);
        assertThat(door.traffic(route.deployment()).errors()).isZero();
    }

    @Test
    void aLostServerIsFollowedByAnotherOfTheName() throws Exception {
        Route old = server(1, 0, (request, body) -> request.response().end("{}"));
        Route dead = route(2, 100, freePort());
        Route dying = server(3, 100, (request, body) -> request.connection().close());
        Route stopping = server(
                4, 100, (request, body) -> request.response().setStatusCode(503).end());
        door.follow(new RouteTable(List.of(old, dead, dying, stopping), Set.of()));

        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = ask("{\"model\":\"tutor\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue(Passage.VERSION)).contains("tutor/1");
        }
        long errors = List.of(dead, dying, stopping).stream()
                .mapToLong(route -> door.traffic(route.deployment()).errors())
                .sum();
        assertThat(errors).isGreaterThanOrEqualTo(10);
        assertThat(door.traffic(old.deployment()).errors()).isZero();
        assertThat(ask("{\"model\":\"tutor/3\"}").statusCode()).isEqualTo(502);
    }

    @Test
    void whoNamesASessionStaysWithOneVersion() throws Exception {
        door.follow(new RouteTable(List.of(answering(1, 50), answering(2, 50)), Set.of()));

        Set<String> ofOne = new HashSet<>();
        Set<String> ofAll = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ofOne.add(version(ask("{\"model\":\"tutor\",\"user\":\"ada\"}")));
            ofAll.add(version(ask("{\"model\":\"tutor\",\"user\":\"user-" + i + "\"}")));
        }

        assertThat(ofOne).hasSize(1);
        assertThat(ofAll).hasSize(2);
    }

    @Test
    void whatCannotBePassedOnIsRefusedInTheFormOfTheApi() throws Exception {
        door.follow(new RouteTable(List.of(answering(1, 100)), Set.of("coming")));

        assertThat(refusal("{\"model\":\"other\"}", 404)).contains("model_not_found", "served are tutor");
        assertThat(refusal("{\"model\":\"tutor/2\"}", 404)).contains("model_not_found");
        assertThat(refusal("{\"model\":\"coming\"}", 503)).contains("being started");
        assertThat(refusal("{}", 400)).contains("missing_model");
        assertThat(refusal("[]", 400)).contains("invalid_json");
        assertThat(refusal("{\"model\":\"tutor\"", 400)).contains("invalid_json");
        assertThat(refusal("{\"model\":\"tutor\",\"x\":\"" + "y".repeat(5 << 20) + "\"}", 413))
                .contains("request_too_large");
        assertThat(get("/v1/chat/completions").statusCode()).isEqualTo(405);
        assertThat(get("/v2").statusCode()).isEqualTo(404);
    }

    @Test
    void theModelsAreTold() throws Exception {
        door.follow(new RouteTable(List.of(answering(1, 0), answering(2, 100)), Set.of()));

        assertThat(get("/v1/models").body()).contains("\"id\":\"tutor\"", "\"id\":\"tutor/1\"", "\"id\":\"tutor/2\"");
        assertThat(get("/v1/models/tutor%2F2").statusCode()).isEqualTo(200);
        assertThat(get("/v1/models/tutor").statusCode()).isEqualTo(200);
        assertThat(get("/v1/models/tutor/9").statusCode()).isEqualTo(404);
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    private Route answering(int number, int weight) throws Exception {
        return server(number, weight, (request, body) -> request.response().end("{}"));
    }

    private Route server(int number, int weight, BiConsumer<HttpServerRequest, Buffer> answer) throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> answer.accept(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        return route(number, weight, port);
    }

    private static Route route(int number, int weight, int port) {
        return new Route(
                new DeploymentId("dep-01k3qzv5m8f0a2b4c6d8e0f2g" + number),
                new ModelVersion(new VersionId("ver-01k3qzv5m8f0a2b4c6d8e0f2g" + number), "tutor", number, FILES),
                URI.create("http://127.0.0.1:" + port + "/v1"),
                weight);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(URI.create(door.endpoint() + "/chat/completions"))
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> ask(String body) throws Exception {
        return client.send(request(body), BodyHandlers.ofString());
    }

    private String refusal(String body, int status) throws Exception {
        HttpResponse<String> answer = ask(body);
        assertThat(answer.statusCode()).isEqualTo(status);
        return answer.body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(door.endpoint().resolve(path))
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String version(HttpResponse<String> answer) {
        return answer.headers().firstValue(Passage.VERSION).orElseThrow();
    }
}
