package dev.trainyard.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.gateway.domain.Events;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobStatus;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobEventsIT extends GatewayIntegration {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource("/api/training/jobs/")
    URI root;

    private void becomes(Job job, JobStatus status) {
        await().atMost(Duration.ofSeconds(15)).until(() -> jobs.job(job.id()).status() == status);
    }

    private void settles(Job job) {
        await().atMost(Duration.ofSeconds(15)).until(() -> jobs.job(job.id()).settled());
    }

    private void taken(Job job, Stage stage, Event event) throws Exception {
        wire.send(event);
        await().atMost(Duration.ofSeconds(15))
                .until(() -> jobs.job(job.id()).stages().of(stage).status().ended());
    }

    /** A job that is trained, registered, scored and served. */
    private Job finished(String name) throws Exception {
        Job job = submitted(name);
        Events events = events(job);
        wire.send(events.attemptStarted(1, 1), events.stage(1, Stage.TRAIN), events.progress(1, 50));
        wire.send(events.validation(1), events.succeeded(1, 1));
        becomes(job, JobStatus.SUCCEEDED);
        // Each over a topic of its own: the order between them is the order in which they are taken in.
        taken(job, Stage.REGISTER, events.registered());
        taken(job, Stage.EVALUATE, events.evaluated(true));
        taken(job, Stage.DEPLOY, events.deployed());
        assertThat(jobs.job(job.id()).settled()).isTrue();
        return job;
    }

    @Test
    void showsWhatTheServicesReport() throws Exception {
        Job job = submitted("reported");
        Events events = events(job);
        wire.send(events.attemptStarted(1, 1), events.stage(1, Stage.PREPARE), events.stage(1, Stage.TRAIN));
        wire.send(events.progress(1, 40));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> jobs.job(job.id()).progress().step() == 40);
        given().get("/api/training/jobs/" + job.id())
                .then()
                .body("data.status", is("running"))
                .body("data.progress", equalTo(0.4f))
                .body("data.step", is(40))
                .body("data.total_steps", is(100))
                .body("data.current_epoch", equalTo(0.4f))
                .body("data.metrics.loss", equalTo(2.6f))
                .body("data.eta_seconds", equalTo(60.0f))
                .body("data.start_time", notNullValue())
                .body("data.estimated_completion", notNullValue())
                .body("data.attempt", is(1));

        wire.send(events.succeeded(1, 1), events.registered(), events.evaluated(true), events.deployed());
        settles(job);
        given().get("/api/training/jobs/" + job.id())
                .then()
                .body("data.status", is("succeeded"))
                .body("data.settled", is(true))
                .body("data.end_time", notNullValue())
                .body("data.model.reference", is("reported/1"))
                .body("data.model.version", is(1))
                .body("data.evaluation.metrics.perplexity", equalTo(9.0f))
                .body("data.evaluation.gate_passed", is(true))
                .body("data.deployment.endpoint", is("http://127.0.0.1:9000/v1"))
                .body("data.deployment.served_name", is("reported"))
                .body("data.deployment.status", is("ready"));
    }

    @Test
    void eachEventCountsOnceAndOldAttemptsAreIgnored() throws Exception {
        Job job = submitted("fenced");
        Events events = events(job);
        Event started = events.attemptStarted(1, 1);
        Event failed = events.attemptFailed(1, 1, true);
        wire.send(started, started, failed, failed, started, failed);
        wire.send(events.attemptStarted(1, 2), events.progress(1, 90), events.attemptFailed(1, 1, false));
        wire.send(events.progress(2, 30));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> jobs.job(job.id()).progress().step() == 30);
        assertThat(jobs.job(job.id()).status()).isEqualTo(JobStatus.RUNNING);
        wire.send(events.attemptFailed(1, 2, false));
        becomes(job, JobStatus.FAILED);
        given().get("/api/training/jobs/" + job.id())
                .then()
                .body("data.error.code", is("WORKER_LOST"))
                .body("data.error.message", containsString("w-1"));
        assertThat(sse(job, "0").stream().map(Message::type))
                .containsExactly(
                        "training.requested",
                        "training.attempt-started",
                        "training.attempt-failed",
                        "training.attempt-started",
                        "training.progressed",
                        "training.attempt-failed");
    }

    @Test
    void aRecordThatIsNoEventGoesToTheDeadLettersAndStopsNothing() throws Exception {
        Job job = submitted("undisturbed");
        wire.sendRaw(Topics.TRAINING_EVENTS, job.id().value(), "{\"broken\":");
        wire.send(events(job).attemptStarted(1, 1));
        becomes(job, JobStatus.RUNNING);
        await().atMost(Duration.ofSeconds(15))
                .until(() -> wire.messages(Topics.deadLetters(Topics.TRAINING_EVENTS)).stream()
                        .anyMatch(message -> "{\"broken\":".equals(message.value())));
    }

    @Test
    void cancellingEndsWithTheWorkersAnswer() throws Exception {
        Job job = submitted("cancelled");
        wire.send(events(job).attemptStarted(1, 1));
        becomes(job, JobStatus.RUNNING);
        given().post("/api/training/jobs/" + job.id() + "/cancel").then().body("data.status", is("cancelling"));
        wire.send(events(job).cancelled(1, 1));
        becomes(job, JobStatus.CANCELLED);
        given().post("/api/training/jobs/" + job.id() + "/start")
                .then()
                .statusCode(200)
                .body("data.status", is("queued"))
                .body("data.submission", is(2));
    }

    @Test
    void replaysAllEventsOfASettledJobAndEnds() throws Exception {
        Job job = finished("replayed");
        List<Message> all = sse(job, "0");
        assertThat(all.stream().map(Message::type))
                .startsWith("training.requested", "training.attempt-started")
                .contains("training.succeeded", "model.version-registered", "evaluation.completed")
                .endsWith("deployment.ready");
        assertThat(all.stream().map(Message::id)).isSorted().doesNotHaveDuplicates();
        Message last = all.get(all.size() - 1);
        assertThat(last.data().path("job").path("settled").booleanValue()).isTrue();
        assertThat(last.data().path("data").path("served_name").textValue()).isEqualTo("replayed");
        assertThat(last.data().path("id").longValue()).isEqualTo(last.id());

        long middle = all.get(3).id();
        assertThat(sse(job, String.valueOf(middle)).stream().map(Message::id))
                .containsExactlyElementsOf(
                        all.stream().map(Message::id).filter(id -> id > middle).toList());
        assertThat(sse(job, String.valueOf(last.id()))).isEmpty();
    }

    @Test
    void sendsNewEventsAsTheyComeToSseAndWebSocket() throws Exception {
        Job job = submitted("live");
        Events events = events(job);
        CompletableFuture<List<Message>> stream = CompletableFuture.supplyAsync(() -> sse(job, "0"));
        Listener listener = new Listener();
        http.newWebSocketBuilder()
                .buildAsync(URI.create(root.toString().replace("http:", "ws:") + job.id() + "/ws?after=1"), listener)
                .get(10, TimeUnit.SECONDS);
        wire.send(events.attemptStarted(1, 1), events.stage(1, Stage.TRAIN));
        await().atMost(Duration.ofSeconds(15)).until(() -> listener.messages.size() == 2);
        assertThat(stream).isNotDone();
        // Longer than the heartbeat of the test, so that quiet times are covered.
        Thread.sleep(1200);
        wire.send(events.progress(1, 10), events.attemptFailed(1, 1, false));

        List<Message> messages = stream.get(15, TimeUnit.SECONDS);
        assertThat(messages.stream().map(Message::type))
                .containsExactly(
                        "training.requested",
                        "training.attempt-started",
                        "training.stage-started",
                        "training.progressed",
                        "training.attempt-failed");
        assertThat(listener.closed.get(15, TimeUnit.SECONDS)).isEqualTo(1000);
        assertThat(listener.messages)
                .isEqualTo(messages.stream().skip(1).map(Message::text).toList());
    }

    @Test
    void aSocketForAnUnknownJobIsClosed() throws Exception {
        Listener listener = new Listener();
        http.newWebSocketBuilder()
                .buildAsync(
                        URI.create(root.toString().replace("http:", "ws:") + "job-01k3qzv5m8f0a2b4c6d8e0f2g4/ws"),
                        listener)
                .get(10, TimeUnit.SECONDS);
        assertThat(listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4404);
    }

    @Test
    void showsTheEndOfTheLogs() throws Exception {
        Job job = submitted("logged");
        String path = "/api/training/jobs/" + job.id() + "/logs";
        given().get(path).then().statusCode(200).body(equalTo(""));
        StringBuilder log = new StringBuilder();
        for (int i = 1; i <= 50_000; i++) {
            log.append("Step ").append(i).append("/50000\n");
        }
        write(settings.artifacts().resolve("jobs/" + job.id() + "/training.log"), log.toString());
        given().get(path + "?lines=2").then().statusCode(200).body(equalTo("Step 49999/50000\nStep 50000/50000\n"));
        write(settings.artifacts().resolve("jobs/" + job.id() + "/worker.log"), "a warning\n");
        given().get(path)
                .then()
                .contentType(containsString("text/plain"))
                .body(containsString("Step 50000/50000\n\n--- worker.log ---\na warning\n"));
        given().get(path + "?lines=0").then().statusCode(400);
        Files.delete(settings.artifacts().resolve("jobs/" + job.id() + "/worker.log"));
    }

    @Test
    void keepsTheCourseOfMetricsBounded() throws Exception {
        Job job = submitted("long");
        Events events = events(job);
        List<Event> all = new ArrayList<>(List.of(events.attemptStarted(1, 1)));
        for (int step = 1; step <= 600; step++) {
            all.add(events.progress(1, step));
        }
        wire.send(all.toArray(Event[]::new));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jobs.job(job.id()).progress().step() == 600);
        given().get("/api/training/jobs/" + job.id() + "/metrics")
                .then()
                .body("data.training.size()", lessThanOrEqualTo(512))
                .body("data.training[-1].step", is(600))
                .body("data.validation", hasSize(0));
    }

    private record Message(long id, String type, String text) {
        JsonNode data() {
            try {
                return WireJson.mapper().readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(text, e);
            }
        }
    }

    /** Reads the stream to its end. */
    private List<Message> sse(Job job, String after) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + job.id().value() + "/events"))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", after)
                .timeout(Duration.ofSeconds(30))
                .build();
        List<Message> messages = new ArrayList<>();
        String type = "";
        String id = "0";
        try (Stream<String> lines =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event:")) {
                    type = line.substring(6).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    messages.add(new Message(
                            Long.parseLong(id), type, line.substring(5).strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return messages;
    }

    private static final class Listener implements WebSocket.Listener {
        final List<String> messages = new CopyOnWriteArrayList<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }
    }
}
