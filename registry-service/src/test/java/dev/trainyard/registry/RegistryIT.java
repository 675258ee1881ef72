package dev.trainyard.registry;

import static io.restassured.RestAssured.get;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.event.ModelEvent.RegistrationFailed;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.event.TrainingEvent.AttemptStarted;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.devstack.DevStackResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class RegistryIT {
    @Inject
    ArtifactStore artifacts;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private ModelEvents events;

    @BeforeEach
    void connect() {
        events = new ModelEvents(bootstrapServers);
    }

    @AfterEach
    void disconnect() {
        events.close();
    }

    @Test
    void registersATrainedModelWithItsHistoryAndTellsIt() throws Exception {
        JobId job = JobId.next();
        events.send(new AttemptStarted(EventHead.now(1, 0), job, 1, "worker-1", 0));
        events.send(succeeded(job, "story", 1, Optional.empty()));

        VersionRegistered registered = (VersionRegistered) onlyEventOf(job);
        assertThat(registered.version().reference()).isEqualTo("story/1");
        assertThat(registered.head().attempt()).isEqualTo(1);
        assertThat(registered.trained().parameterCount()).isEqualTo(260_032);
        get("/models/story/versions/1")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .body("data.job_id", equalTo(job.value()))
                .body("data.architecture", equalTo("LlamaForCausalLM"))
                .body("data.parameter_count", equalTo(260_032))
                .body("data.sha256", equalTo(registered.version().artifact().sha256()))
                .body("data.size_bytes", equalTo(14))
                .body("data.dataset_sha256", equalTo("d".repeat(64)))
                .body("data.metrics.loss", equalTo(1.5f))
                .body("data.spec.name", equalTo("story"));
        get("/models").then().statusCode(200).body("data.name", hasItem("story"));
        get("/models/story").then().statusCode(200).body("data.latest_version", equalTo(1));
    }

    @Test
    void keepsOneVersionWhenTwoAttemptsReportTheSameJobAndNumbersHaveNoGaps() throws Exception {
        JobId first = JobId.next();
        JobSucceeded success = succeeded(first, "twice", 1, Optional.empty());
        JobSucceeded again = succeeded(first, "twice", 2, Optional.empty());
        events.send(success);
        events.send(success);
        events.send(again);
        JobId damaged = JobId.next();
        events.send(damaged(damaged, "twice"));
        onlyEventOf(damaged);
        JobId second = JobId.next();
        events.send(succeeded(second, "twice", 1, Optional.empty()));

        assertThat(((VersionRegistered) onlyEventOf(second)).version().number()).isEqualTo(2);
        assertThat(events.of(first)).hasSize(1);
        get("/models/twice/versions").then().body("data.number", equalTo(List.of(2, 1)));
        get("/models/resolve?ref=twice/latest").then().body("data.number", equalTo(2));
        get("/models/resolve?ref=models:/twice/1").then().body("data.job_id", equalTo(first.value()));
    }

    @Test
    void findsTheVersionThatAModelWasTrainedFromByItsFolder() throws Exception {
        JobId base = JobId.next();
        events.send(succeeded(base, "origin", 1, Optional.empty()));
        VersionRegistered origin = (VersionRegistered) onlyEventOf(base);
        JobId tuned = JobId.next();
        events.send(succeeded(
                tuned,
                "descendant",
                1,
                Optional.of(artifacts.local(origin.version().artifact().uri()).toString())));
        onlyEventOf(tuned);

        get("/models/resolve?ref=descendant")
                .then()
                .statusCode(200)
                .body("data.base_version", equalTo(origin.version().id().value()));
    }

    @Test
    void doesNotRegisterFilesThatAreNotWhatWasAnnounced() throws Exception {
        JobId changed = JobId.next();
        events.send(damaged(changed, "damaged"));
        JobId missing = JobId.next();
        JobSucceeded gone = succeeded(missing, "damaged", 1, Optional.empty());
        Files.delete(artifacts.jobFolder(missing).resolve("model/model.safetensors"));
        Files.delete(artifacts.jobFolder(missing).resolve("model"));
        events.send(gone);

        assertThat(((RegistrationFailed) onlyEventOf(changed)).failure().code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(((RegistrationFailed) onlyEventOf(missing)).failure().code()).isEqualTo(ErrorCode.NOT_FOUND);
        get("/models/damaged").then().statusCode(404);
    }

    @Test
    void answersWithProblemDetailsWhatItDoesNotHave() {
        get("/models/nobody/versions/7")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("NOT_FOUND"))
                .body("detail", containsString("nobody"));
        get("/models/resolve?ref=Not A Name").then().statusCode(400).body("code", equalTo("INVALID_REQUEST"));
        get("/models/resolve").then().statusCode(400).body("problems[0].field", equalTo("reference"));
        get("/nowhere").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void saysThatItIsAliveReadyAndMeasured() {
        get("/q/health/live").then().statusCode(200);
        get("/q/health/ready").then().statusCode(200);
        get("/q/metrics").then().statusCode(200).body(containsString("jvm_memory_used_bytes"));
    }

    private ModelEvent onlyEventOf(JobId job) {
        await().atMost(30, SECONDS).until(() -> !events.of(job).isEmpty());
        assertThat(events.of(job)).hasSize(1);
        return events.of(job).getFirst();
    }

    private JobSucceeded damaged(JobId job, String name) throws IOException {
        JobSucceeded success = succeeded(job, name, 1, Optional.empty());
        Files.writeString(artifacts.jobFolder(job).resolve("model/model.safetensors"), "other weights!");
        return success;
    }

    private JobSucceeded succeeded(JobId job, String name, int attempt, Optional<String> base) throws IOException {
        Path model = Files.createDirectories(artifacts.jobFolder(job).resolve("model"));
        Files.writeString(model.resolve("model.safetensors"), "weights of job");
        ArtifactRef ref = artifacts.publish(model);
        TrainedModel trained = new TrainedModel(
                ref, Optional.empty(), Optional.empty(), "LlamaForCausalLM", 260_032, 260_032, base, "d".repeat(64));
        return new JobSucceeded(
                EventHead.now(attempt, 9),
                job,
                1,
                JobSpecReader.read(
                        "{name: %s, model: {base: /base}, training_data: {path: a.txt, format: text}}".formatted(name)),
                trained,
                Map.of("loss", 1.5),
                1000,
                2000);
    }
}
