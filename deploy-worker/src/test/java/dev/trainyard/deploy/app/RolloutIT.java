package dev.trainyard.deploy.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.Score;
import dev.trainyard.deploy.domain.Scores;
import dev.trainyard.devstack.DevStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Versions that take over from one another under load, and what people decide about them. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = Neighbours.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class RolloutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CLIENTS = 6;

    @Inject
    Versions versions;

    @Inject
    ScriptedServers servers;

    @Inject
    Scores scores;

    @Inject
    DeploymentLoop loop;

    @Inject
    FrontDoor door;

    @Test
    void versionsTakeOverInStepsAndGoBackWithoutAFailedRequest() throws Exception {
        String first = deploy(versions.model("steps", 1), "{}");
        reaches(first, "ready");
        try (Hammer hammer = new Hammer(door.endpoint(), "steps")) {
            await().atMost(PATIENCE).until(() -> hammer.answersOf("steps/1") > 5);

            String second = deploy(
                    versions.model("steps", 2),
                    "{\"canary\":{\"steps\":[50,100],\"step_seconds\":1,\"min_requests\":5},\"limits\":{\"max_latency_ratio\":100}}");
            reaches(second, "ready");
            reaches(first, "stopped");
            show(second)
                    .body("data.history.status", hasItems("starting", "canary", "canary", "ready"))
                    .body("data.history.weight", equalTo(List.of(0, 50, 100, 100)))
                    .body("data.history[1].reason", containsString("step 1 of 2"))
                    .body("data.endpoint", equalTo(door.endpoint().toString()));
            assertThat(hammer.answers()).containsKeys("steps/1", "steps/2");

            String tooSlow = deploy(
                    versions.scripted("steps", 3),
                    "{\"canary\":{\"steps\":[50,100],\"step_seconds\":1,\"min_requests\":20},\"limits\":{\"max_latency_ms\":0.01}}");
            reaches(tooSlow, "failed");
            show(tooSlow)
                    .body("data.error.message", startsWith("rolled back to steps/2: step 1 of 2: 95 %"))
                    .body("data.error.message", containsString("(limit 0 ms)"));
            show(second).body("data.status", equalTo("ready"));

            String back = decide(second, "rollback")
                    .statusCode(202)
                    .body("data.reference", equalTo("steps/1"))
                    .body("data.returns_from", equalTo(second))
                    .extract()
                    .path("data.id");
            decide(second, "rollback").body("data.id", equalTo(back));
            reaches(back, "ready");
            show(second).body("data.status", equalTo("stopped")).body("data.reason", equalTo("rolled back to steps/1"));
            hammer.answers();
            await().atMost(PATIENCE).until(() -> hammer.answersOf("steps/1") > 5);

            assertThat(hammer.failures()).isEmpty();
            stop(back);
        }
    }

    @Test
    void aStepGoesOnWithWhatWasMeasuredBeforeARestartOfTheService() throws Exception {
        String stable = deploy(versions.scripted("kept", 1), "{}");
        reaches(stable, "ready");
        String coming = deploy(
                versions.scripted("kept", 2),
                "{\"canary\":{\"steps\":[20,100],\"step_seconds\":0,\"min_requests\":30},\"auto_rollback\":false}");
        reaches(coming, "canary");
        measured(coming, 0);
        ask("kept/2", 20);
        measured(coming, 20);

        loop.stop(new ShutdownEvent());
        loop.start(new StartupEvent());

        answers(coming);
        show(coming)
                .body("data.status", equalTo("canary"))
                .body("data.weight", equalTo(20))
                .body("data.step.number", equalTo(1))
                .body("data.history.reason", hasItem(containsString("the step goes on after")))
                .body("data.history.reason", hasItem(containsString("and 20 answers; step 1 of 2")));
        ask("kept/2", 9);
        measured(coming, 29);
        await().atMost(PATIENCE)
                .untilAsserted(() -> show(coming)
                        .body("data.step.number", equalTo(1))
                        .body("data.health.progress", equalTo("29 of 30 requests answered")));

        ask("kept/2", 1);
        await().atMost(PATIENCE).untilAsserted(() -> show(coming).body("data.step.number", equalTo(2)));

        measured(coming, 0);
        ask("kept/2", 10);
        measured(coming, 10);
        servers.crash("kept/2");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        show(coming).body("data.history.reason", hasItem(containsString("the step begins anew"))));
        answers(coming);
        ask("kept/2", 29);
        measured(coming, 29);
        show(coming).body("data.status", equalTo("canary"));
        decide(coming, "rollback").statusCode(202).body("data.id", equalTo(stable));
        reaches(coming, "stopped");
        stop(stable);
    }

    @Test
    void aVersionThatIsHeldWaitsForADecision() throws Exception {
        String stable = deploy(versions.scripted("held", 1), "{}");
        reaches(stable, "ready");
        ModelVersion faulty = versions.scripted("held", 2);
        versions.tell(faulty, 500, 0);
        String coming = deploy(
                faulty,
                "{\"auto_rollback\":false,\"canary\":{\"steps\":[50,100],\"step_seconds\":0,\"min_requests\":5}}");
        reaches(coming, "canary");
        measured(coming, 0);

        ask("held/2", 3);
        String why = "step 1 of 2: 3 of 3 answers were errors (100.0 %, limit 5.0 %)";
        await().atMost(PATIENCE).untilAsserted(() -> show(coming).body("data.step.held", equalTo(why)));
        versions.tell(faulty, 200, 4);
        ask("held/2", 97);
        measured(coming, 100);
        await().atMost(PATIENCE)
                .untilAsserted(() -> show(coming)
                        .body("data.status", equalTo("canary"))
                        .body("data.weight", equalTo(50))
                        .body("data.health.progress", containsString("a decision, promote or rollback; " + why)));

        given().header("X-Trainyard-Principal", "ada")
                .post("/deployments/" + coming + "/promote")
                .then()
                .statusCode(200)
                .body("data.status", equalTo("ready"))
                .body("data.step", nullValue())
                .body("data.history.reason", hasItem("held, since auto_rollback is false: " + why + "; step 1 of 2"))
                .body(
                        "data.history.reason",
                        hasItem("promoted at the request of ada at step 1 of 2, where it was held: " + why));
        show(stable).body("data.reason", equalTo("replaced by held/2"));
        await().atMost(PATIENCE).until(() -> ask("held", 1).equals("held/2"));
        stop(coming);
    }

    @Test
    void onlyWhatIsBeingIntroducedIsPromoted() throws Exception {
        String first = deploy(versions.scripted("decided", 1), "{}");
        reaches(first, "ready");
        decide(first, "promote")
                .statusCode(409)
                .body("detail", containsString("is ready: it takes all requests already"));
        decide(first, "rollback").statusCode(409).body("detail", containsString("replaced no version"));
        String second = deploy(versions.scripted("decided", 2), "{\"canary\":{\"step_seconds\":3600}}");
        reaches(second, "canary");
        decide(second, "promote").statusCode(200).body("data.status", equalTo("ready"));
        show(first).body("data.status", equalTo("stopped"));
        String back = decide(second, "rollback").statusCode(202).extract().path("data.id");
        reaches(back, "ready");
        decide(second, "promote").statusCode(409).body("detail", containsString("is stopped: deploy decided/2 again"));
        decide("dep-00000000000000000000000000", "promote").statusCode(404).body("code", equalTo("NOT_FOUND"));
        decide("x", "promote").statusCode(404);
        stop(back);
    }

    @Test
    void aDriftIsShownWithoutALimit() throws Exception {
        ModelVersion version = versions.scripted("drifting", 1);
        versions.tell(version, 200, 10);
        String id = deploy(version, "{}");
        reaches(id, "ready");
        ask("drifting", 60);
        await().atMost(PATIENCE)
                .untilAsserted(() -> show(id).body("data.health.drift", equalTo(0f))
                        .body("data.health.answer_lengths.first_mean_tokens", equalTo(10f)));
        versions.tell(version, 200, 20);
        ask("drifting", 40);
        await().atMost(PATIENCE)
                .untilAsserted(() -> show(id).body("data.health.drift", greaterThan(5f))
                        .body("data.health.answer_lengths.mean_tokens", greaterThan(10f))
                        .body("data.health.answer_lengths.first_mean_tokens", equalTo(10f)));
        show(id).body("data.status", equalTo("ready")).body("data.health.restarts", equalTo(0));
        stop(id);
    }

    @Test
    void aWishIsCheckedAsAWhole() throws Exception {
        ModelVersion version = versions.scripted("wished", 1);
        wish("wished/1", "{\"target\":\"moon\",\"health_check_timeout\":0,\"canary\":{\"steps\":[50,20]},\"colour\":1}")
                .then()
                .statusCode(400)
                .body("problems.field", hasItems("target", "health_check_timeout", "canary.steps", "colour"));
        wish("wished/1", "{\"force\": 1}").then().statusCode(400).body("problems[0].field", equalTo("force"));
        wish("wished/1", "[1]").then().statusCode(400).body("detail", containsString("expected an object"));
        wish("wished/1", "{").then().statusCode(400).body("detail", containsString("the body cannot be read"));
        wish("wished/1", "{\"target\":\"cloud\"}")
                .then()
                .statusCode(400)
                .body("detail", containsString("trainyard.targets.cloud.bucket"));
        for (String unknown : List.of("wished/2", "wished@champion", "nobody/1", "ver-00000000000000000000000000")) {
            wish(unknown, "{}")
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("NOT_FOUND"))
                    .body("detail", containsString("\"" + unknown + "\" is no version of the registry"));
        }
        given().get("/deployments?name=wished").then().body("data", hasSize(0));

        QuarkusTransaction.requiringNew()
                .run(() -> scores.save(new Score(
                        version.id(), false, List.of("exact_match is 0.1, below 0.5"), Map.of("exact_match", 0.1))));
        wish("wished/1", "{}").then().statusCode(409).body("detail", containsString("exact_match is 0.1, below 0.5"));

        String id = deploy(version, "{\"force\":true,\"deployment_tags\":{\"team\":\"blue\"}}");
        assertThat(deploy(version, "{\"force\":true}")).isEqualTo(id);
        show(id).body("data.tags.team", equalTo("blue")).body("data.reference", equalTo("wished/1"));
        stop(id);
        decide(id, "rollback").statusCode(409).body("detail", containsString("only what is served can be rolled back"));
    }

    @Test
    void whatIsDeployedStaysWhenTheAliasMovesOn() throws Exception {
        versions.call(versions.scripted("moved", 1), "moved@champion");
        String first =
                wish("moved@champion", "").then().statusCode(202).extract().path("data.id");
        ModelVersion next = versions.scripted("moved", 2);
        versions.call(next, "moved@champion");
        reaches(first, "ready");
        show(first).body("data.reference", equalTo("moved/1"));
        String second = wish("moved@champion", "{}").then().extract().path("data.id");
        show(second).body("data.reference", equalTo("moved/2"));
        reaches(second, "canary");
        stop(second);
        stop(first);
    }

    @Test
    void requestsAtTheSameTimeLeadToOneDeployment() throws Exception {
        ModelVersion version = versions.scripted("hasty", 1);
        CyclicBarrier together = new CyclicBarrier(CLIENTS);
        List<Response> answers;
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            answers = clients
                    .invokeAll(Collections.nCopies(CLIENTS, (Callable<Response>) () -> {
                        together.await();
                        return wish(version.reference(), "{}");
                    }))
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }
        answers.forEach(answer -> answer.then().statusCode(202));
        String id = answers.getFirst().path("data.id");
        assertThat(answers.stream().map(answer -> answer.<String>path("data.id")))
                .containsOnly(id);
        given().get("/deployments?name=hasty").then().body("data", hasSize(1));
        reaches(id, "ready");
        stop(id);
    }

    private static Response wish(String reference, String body) {
        return given().contentType("application/json").body(body).post("/deploy/" + reference);
    }

    private static String deploy(ModelVersion version, String body) {
        return wish(version.reference(), body)
                .then()
                .statusCode(202)
                .header("Location", containsString("/deployments/dep-"))
                .extract()
                .path("data.id");
    }

    private static ValidatableResponse decide(String id, String what) {
        return given().post("/deployments/" + id + "/" + what).then();
    }

    private static ValidatableResponse show(String id) {
        return given().get("/deployments/" + id).then().statusCode(200);
    }

    private static void stop(String id) {
        given().delete("/deployments/" + id).then().statusCode(200).body("data.status", equalTo("stopped"));
    }

    private static void reaches(String id, String status) {
        await().atMost(PATIENCE).untilAsserted(() -> show(id).body("data.status", equalTo(status)));
    }

    private static void answers(String id) {
        await().atMost(PATIENCE).untilAsserted(() -> show(id).body("data.health.status", equalTo("ok")));
    }

    private static void measured(String id, int requests) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> show(id).body("data.step.candidate", notNullValue())
                        .body("data.step.candidate.requests", equalTo(requests)));
    }

    /** Asks a model so often; returns which version answered last. */
    private String ask(String model, int times) {
        String version = "";
        for (int i = 0; i < times; i++) {
            version = given().contentType("application/json")
                    .body("{\"model\":\"" + model + "\",\"prompt\":\"Once\"}")
                    .post(door.endpoint() + "/completions")
                    .header("X-Trainyard-Version");
        }
        return version;
    }
}
