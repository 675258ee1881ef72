package dev.trainyard.trainer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.TrainingEvent.StageStarted;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.stricthub.Fault;
import dev.trainyard.stricthub.StrictHub;
import dev.trainyard.trainer.app.RunningJobs;
import dev.trainyard.trainer.config.WorkerConfig;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs whose models lie on a hub. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = FastSettings.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = LocalHub.class, scope = TestResourceScope.GLOBAL)
final class HubJobsIT {
    @Inject
    WorkerConfig config;

    @Inject
    RunningJobs running;

    @Inject
    ArtifactStore artifacts;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Nullable
    StrictHub injected;

    private StrictHub hub;
    private Topic topic;
    private TinyJobs jobs;

    @BeforeEach
    void connect() throws IOException {
        hub = Objects.requireNonNull(injected);
        topic = new Topic(bootstrapServers);
        jobs = new TinyJobs(config.dataRoots().get(0));
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        topic.close();
        assertThat(hub.violations()).isEmpty();
    }

    @Test
    void everyAttemptIsMadeWithTheCommitOfTheFirst() throws IOException {
        String commit = LocalHub.tiny(hub, "tests/tiny").commit("main");
        JobId id = topic.submit(jobs.onBase("tests/tiny", 400, 50));
        topic.await(id, CheckpointSaved.class);
        // Were it taken from now on, the job would fail.
        LocalHub.tiny(hub, "tests/tiny")
                .text("config.json", "{\"architectures\":[\"MoonModel\"],\"model_type\":\"moon\"}")
                .commit("main");

        killProcess(id);

        JobSucceeded succeeded = topic.await(id, JobSucceeded.class);
        assertThat(succeeded.head().attempt()).isEqualTo(2);
        String pinned = "hf://tests/tiny@" + commit;
        assertThat(succeeded.model().baseModel()).contains(pinned);
        assertThat(succeeded.spec().model().base()).contains("tests/tiny");
        assertThat(artifacts.jobFolder(id).resolve("job.json")).content().contains("\"tests/tiny\" : \"" + pinned);
        List<StageStarted> stages = topic.events(id, StageStarted.class);
        assertThat(stages.getFirst())
                .returns(Stage.PREPARE, StageStarted::stage)
                .returns("Fetching tests/tiny", StageStarted::message);
        assertThat(stages).extracting(StageStarted::message).contains("Fetching " + pinned);
        artifacts.verify(succeeded.model().model());
        assertThat(artifacts.jobFolder(id).resolve("adapter/adapter_config.json"))
                .content()
                .containsPattern("\"base_model_name_or_path\"\\s*:\\s*\"tests/tiny\"");
    }

    private void killProcess(JobId id) {
        long pid = running.now().stream()
                .filter(job -> job.jobId().equals(id))
                .findFirst()
                .orElseThrow()
                .pid()
                .orElseThrow();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    @Test
    void aDownloadIsToldOfAndEndsWithItsJob() throws IOException {
        LocalHub.tiny(hub, "tests/slow")
                .large("model.safetensors", new byte[500_000])
                .commit("main");
        hub.fail("store GET", new Fault.Silence(200_000, 30));
        JobId id = topic.submit(jobs.onBase("hf://tests/slow@main", 2, 0));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(topic.events(id, StageStarted.class))
                        .extracting(StageStarted::message)
                        .anySatisfy(message -> assertThat(message).contains("kB of 500", "(40 %)")));

        topic.cancel(id, 1);

        assertThat(topic.await(id, JobCancelled.class).lastStep()).isZero();
    }

    @Test
    void whatAHubRefusesFailsTheJobForGood() {
        JobId id = topic.submit(jobs.onBase("tests/secret", 2, 0));

        AttemptFailed failed = topic.await(id, AttemptFailed.class);

        assertThat(failed.willRetry()).isFalse();
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failed.failure().message()).contains("tests/secret", "HF_TOKEN");
    }
}
