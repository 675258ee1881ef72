package dev.trainyard.trainer.it;

import static io.restassured.RestAssured.get;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.AttemptStarted;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.TrainingEvent.StageStarted;
import dev.trainyard.contracts.event.TrainingEvent.TrainingProgressed;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.trainer.app.RunningJobs;
import dev.trainyard.trainer.config.WorkerConfig;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = FastSettings.class, scope = TestResourceScope.GLOBAL)
final class TrainingJobsIT {
    /** Enough that a thread left by each job, or by each that ends in one way, is more than a few. */
    private static final int MANY = Integer.getInteger("trainyard.jobs", 6);

    @Inject
    WorkerConfig config;

    @Inject
    RunningJobs running;

    @Inject
    ArtifactStore artifacts;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private Topic topic;
    private TinyJobs jobs;

    @BeforeEach
    void connect() throws IOException {
        topic = new Topic(bootstrapServers);
        jobs = new TinyJobs(config.dataRoots().get(0));
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        topic.close();
    }

    @Test
    void aJobSucceedsAndItsEventsTellTheWholeStoryInOrder() {
        JobId id = topic.submit(jobs.steps(60, 20));

        JobSucceeded succeeded = topic.await(id, JobSucceeded.class);

        List<TrainingEvent> story = topic.events(id);
        assertThat(story.get(0)).isInstanceOfSatisfying(AttemptStarted.class, started -> {
            assertThat(started.workerId()).isEqualTo(config.worker().id());
            assertThat(started.resumedFromStep()).isZero();
        });
        assertThat(story).allSatisfy(event -> assertThat(event.head().attempt()).isEqualTo(1));
        assertThat(story.stream().map(event -> event.head().sequence()))
                .containsExactlyElementsOf(
                        IntStream.range(0, story.size()).mapToObj(Long::valueOf).toList());
        assertThat(topic.events(id, StageStarted.class).stream().map(StageStarted::stage))
                .containsSubsequence(Stage.PREPARE, Stage.TRAIN, Stage.EXPORT);
        assertThat(topic.events(id, CheckpointSaved.class)).isNotEmpty();
        TrainingProgressed last = topic.events(id, TrainingProgressed.class).getLast();
        assertThat(last.step()).isEqualTo(60);
        assertThat(last.metrics()).containsKeys("loss", "tokens_per_second", "learning_rate", "grad_norm");
        assertThat(story.getLast()).isSameAs(succeeded);
        artifacts.verify(succeeded.model().model());
        artifacts.verify(succeeded.model().adapter().orElseThrow());
        assertThat(artifacts.local(succeeded.model().model().uri())).isDirectoryContaining("glob:**/model.safetensors");
        assertThat(artifacts.jobFolder(id))
                .isDirectoryContaining("glob:**/job.json")
                .isDirectoryContaining("glob:**/train.json")
                .isDirectoryContaining("glob:**/spec.json")
                .isDirectoryContaining("glob:**/steps.jsonl");
        assertThat(succeeded.trainedTokens()).isPositive();
    }

    @Test
    void aKilledProcessIsFollowedByAnotherThatGoesOnFromItsCheckpoint() {
        JobId id = topic.submit(jobs.steps(400, 50));
        topic.await(id, CheckpointSaved.class);

        ProcessHandle.of(pidOf(id)).orElseThrow().destroyForcibly();

        JobSucceeded succeeded = topic.await(id, JobSucceeded.class);
        assertThat(succeeded.head().attempt()).isEqualTo(2);
        List<AttemptStarted> attempts = topic.events(id, AttemptStarted.class);
        assertThat(attempts.stream().map(event -> event.head().attempt())).containsExactly(1, 2);
        assertThat(attempts.get(1).resumedFromStep()).isGreaterThanOrEqualTo(50);
        assertThat(topic.events(id, AttemptFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.willRetry()).isTrue();
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.WORKER_LOST);
        });
        assertThat(topic.events(id, JobSucceeded.class)).hasSize(1);
    }

    @Test
    @Tag("multiprocess")
    void aJobOnTwoRanksOutlivesOneOfThemBitForBit() {
        JobId undisturbed = topic.submit(jobs.onTwoRanks(120, 30));
        JobId disturbed = topic.submit(jobs.onTwoRanks(120, 30));
        JobSucceeded whole = topic.await(undisturbed, JobSucceeded.class);
        topic.await(disturbed, CheckpointSaved.class);

        secondRank().destroyForcibly();

        JobSucceeded resumed = topic.await(disturbed, JobSucceeded.class);
        assertThat(topic.events(disturbed, AttemptFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.willRetry()).isTrue();
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.WORKER_LOST);
            assertThat(failed.failure().message())
                    .startsWith("rank 1 of 2: the training process was ended by signal 9");
        });
        assertThat(topic.events(disturbed, AttemptStarted.class)).hasSize(2);
        assertThat(resumed.head().attempt()).isEqualTo(2);
        assertThat(artifacts
                        .local(resumed.model().adapter().orElseThrow().uri())
                        .resolve("adapter_model.safetensors"))
                .hasSameBinaryContentAs(artifacts
                        .local(whole.model().adapter().orElseThrow().uri())
                        .resolve("adapter_model.safetensors"));
        assertThat(resumed.trainedTokens()).isEqualTo(whole.trainedTokens());
    }

    private static ProcessHandle secondRank() {
        return ProcessHandle.current()
                .children()
                .filter(child -> environment(child).contains("WORLD_SIZE=2\0"))
                .filter(child -> environment(child).contains("RANK=1\0"))
                .findFirst()
                .orElseThrow();
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"));
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void aBadRowFailsTheJobForGoodAndTheWorkerLivesOn() {
        JobId bad = topic.submit(jobs.withBadRow());
        JobId good = topic.submit(jobs.quick());

        AttemptFailed failed = topic.await(bad, AttemptFailed.class);

        assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_DATA);
        assertThat(failed.failure().message()).contains("bad.jsonl:2");
        assertThat(failed.willRetry()).isFalse();
        assertThat(artifacts.jobFolder(bad).resolve("worker.log"))
                .as("the stack trace")
                .content()
                .contains("bad.jsonl:2");
        topic.await(good, JobSucceeded.class);
        assertThat(topic.events(bad, AttemptStarted.class)).hasSize(1);
    }

    @Test
    void aJobThatNoWorkerHasRoomForFailsWithWhatWasAskedAndWhatIsOffered() {
        JobId id = topic.submit(jobs.asking(3, 3, 2));

        AttemptFailed failed = topic.await(id, AttemptFailed.class);

        assertThat(failed.willRetry()).isFalse();
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_SPEC);
        assertThat(failed.failure().message())
                .contains("asks for 3 processes (training.world_size) and 3 GPUs (resources.gpus)")
                .contains("worker " + config.worker().id() + " has room for 2 processes and 0 GPUs");
        topic.await(topic.submit(jobs.quick()), JobSucceeded.class);
        assertThat(topic.events(id)).as("never started").containsExactly(failed);
    }

    @Test
    void aRecordThatIsNoRequestDoesNotHoldUpTheQueue() {
        topic.send(new ProducerRecord<>(Topics.TRAINING_REQUESTS, "odd", "not a request"));
        JobId good = topic.submit(jobs.quick());

        topic.await(good, JobSucceeded.class);
    }

    @Test
    void anEventInTheWrongTopicGoesToTheDeadLettersAndStaysThere() {
        JobId id = JobId.next();
        topic.send(new CancelRequested(EventHead.now(), id, 1, "in the wrong topic"), Topics.TRAINING_REQUESTS);

        assertThat(topic.deadLetter(id)).contains("in the wrong topic");
        topic.await(topic.submit(jobs.quick()), JobSucceeded.class);
        assertThat(topic.events(id)).isEmpty();
    }

    @Test
    void aRequestThatTheQueueGaveUpIsPutIntoItAgain() {
        JobId id = JobId.next();
        topic.sendBare(
                new TrainingRequested(EventHead.now(), id, 1, jobs.quick()),
                Topics.deadLetters(Topics.TRAINING_REQUESTS));

        topic.await(id, JobSucceeded.class);
        assertThat(topic.events(id, AttemptStarted.class)).hasSize(1);
    }

    @Test
    void aRequestThatTheQueueGivesUpAgainAndAgainFailsItsJob() {
        JobId id = JobId.next();
        JobId other = topic.submit(jobs.steps(100_000, 0));
        topic.await(other, TrainingProgressed.class);

        for (int i = 0; i < config.worker().maxAttempts(); i++) {
            topic.sendBare(
                    new TrainingRequested(EventHead.now(), id, 1, jobs.quick()),
                    Topics.deadLetters(Topics.TRAINING_REQUESTS));
        }

        AttemptFailed failed = topic.await(id, AttemptFailed.class);
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.WORKER_LOST);
        assertThat(failed.willRetry()).isFalse();
        topic.cancel(other, 1);
        topic.await(other, JobCancelled.class);
        topic.await(topic.submit(jobs.quick()), JobSucceeded.class);
        assertThat(topic.events(id)).as("never started").containsExactly(failed);
    }

    @Test
    void aWaitingJobIsCancelledAtOnceAndARunningOneAfterItsCheckpoint() {
        JobId first = topic.submit(jobs.steps(100_000, 0));
        JobId waiting = topic.submit(jobs.quick());
        topic.await(first, TrainingProgressed.class);

        topic.cancel(waiting, 1);
        topic.cancel(waiting, 1);
        JobCancelled atOnce = topic.await(waiting, JobCancelled.class);
        topic.cancel(first, 1);
        JobCancelled afterCheckpoint = topic.await(first, JobCancelled.class);

        assertThat(atOnce.lastStep()).isZero();
        assertThat(atOnce.reason()).isEqualTo("no longer needed");
        assertThat(afterCheckpoint.lastStep()).isPositive();
        topic.await(topic.submit(jobs.quick()), JobSucceeded.class);
        assertThat(topic.events(waiting)).as("told once, and never started").containsExactly(atOnce);
    }

    @Test
    void aCancelledJobThatIsSubmittedAgainGoesOn() {
        JobId id = topic.submit(jobs.steps(100_000, 0));
        topic.await(id, TrainingProgressed.class);
        topic.cancel(id, 1);
        long lastStep = topic.await(id, JobCancelled.class).lastStep();

        topic.submit(id, 2, jobs.steps(100_000, 0));
        AttemptStarted again = topic.await(id, AttemptStarted.class, 2);
        topic.cancel(id, 1);
        topic.cancel(id, 2);
        JobCancelled cancelled = topic.await(id, JobCancelled.class, 2);

        assertThat(again.head().attempt()).isEqualTo(2);
        assertThat(again.resumedFromStep()).isEqualTo(lastStep);
        assertThat(cancelled.submission()).isEqualTo(2);
    }

    @Test
    void manyJobsLeaveNoThreadAndNoProcessBehind() {
        topic.await(topic.submit(jobs.quick()), JobSucceeded.class);
        awaitIdle();
        int threadsBefore = Thread.activeCount();
        Set<Long> processesBefore = processes();

        List<JobId> many = IntStream.range(0, MANY)
                .mapToObj(i -> topic.submit(succeeds(i) ? jobs.quick() : jobs.ofUnknownArchitecture()))
                .toList();
        for (int i = 0; i < many.size(); i++) {
            Class<? extends TrainingEvent> end = succeeds(i) ? JobSucceeded.class : AttemptFailed.class;
            topic.await(many.get(i), end);
        }
        awaitIdle();

        assertThat(many)
                .allSatisfy(
                        id -> assertThat(topic.events(id, AttemptStarted.class)).hasSize(1));
        assertThat(processes()).isEqualTo(processesBefore);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.activeCount()).isLessThanOrEqualTo(threadsBefore + 2));
    }

    private static boolean succeeds(int job) {
        return job % 3 == 2;
    }

    @Test
    void healthAndMetricsTellOfTheQueue() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> get("/q/health/ready").statusCode() == 200);
        get("/q/health/live").then().statusCode(200);
        assertThat(get("/q/metrics").asString())
                .contains("trainyard_queue_lag", "trainyard_jobs_running", "trainyard_tokens_per_second");
    }

    private long pidOf(JobId id) {
        return running.now().stream()
                .filter(job -> job.jobId().equals(id))
                .findFirst()
                .orElseThrow()
                .pid()
                .orElseThrow();
    }

    private void awaitIdle() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> running.now().isEmpty());
    }

    private static Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(toSet());
    }
}
