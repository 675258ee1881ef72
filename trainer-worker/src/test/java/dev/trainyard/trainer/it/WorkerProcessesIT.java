package dev.trainyard.trainer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.AttemptStarted;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.TrainingEvent.TrainingProgressed;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.devstack.DevStack;
import dev.trainyard.devstack.KafkaProcess;
import dev.trainyard.devstack.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers as processes, since these tests kill them, and a broker of their own, since it is stopped. */
final class WorkerProcessesIT {
    private static final String LOCK_MILLIS = "3000";

    /** Longer than the lock, so that the queue takes its requests back. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static DevStack stack;
    private static KafkaProcess kafka;
    private static WorkerProcesses workers;
    private static TinyJobs jobs;
    private static Topic topic;

    @BeforeAll
    static void start() throws Exception {
        stack = DevStack.start(folder, 0, 0, PostgresServer.Durability.TEMPORARY);
        kafka = stack.kafka();
        shortenLocks();
        workers = new WorkerProcesses(stack, folder);
        workers.ensure(2);
        jobs = new TinyJobs(workers.datasets());
        topic = new Topic(stack.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        topic.close();
        workers.close();
        kafka.close();
        stack.close();
    }

    private static void shortenLocks() throws InterruptedException, ExecutionException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, Topics.TRAINERS),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.record.lock.duration.ms", LOCK_MILLIS),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @Test
    void aKilledWorkerTakesItsProcessAlongAndAnotherWorkerGoesOn() {
        workers.ensure(2);
        JobId id = topic.submit(jobs.steps(600, 50));
        String first = topic.await(id, AttemptStarted.class).workerId();
        topic.await(id, CheckpointSaved.class);
        List<ProcessHandle> children = workers.worker(first).descendants().toList();

        workers.worker(first).destroyForcibly();

        topic.await(id, JobSucceeded.class);
        List<AttemptStarted> attempts = topic.events(id, AttemptStarted.class);
        assertThat(attempts.stream().map(event -> event.head().attempt())).containsExactly(1, 2);
        assertThat(attempts.get(1).workerId()).isNotEqualTo(first);
        assertThat(attempts.get(1).resumedFromStep()).isGreaterThanOrEqualTo(50);
        assertThat(topic.events(id, JobSucceeded.class)).hasSize(1);
        assertThat(topic.events(id, AttemptFailed.class)).isEmpty();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aWorkerThatShutsDownHandsItsJobOverAtOnce() throws InterruptedException {
        workers.ensure(2);
        JobId id = topic.submit(jobs.steps(600, 1000));
        String first = topic.await(id, AttemptStarted.class).workerId();
        topic.await(id, TrainingProgressed.class);
        Instant asked = Instant.now();

        workers.worker(first).destroy();
        assertThat(workers.worker(first).waitFor()).isEqualTo(143);

        AttemptStarted second = topic.await(id, AttemptStarted.class, 2);
        assertThat(Duration.between(asked, second.head().time())).isLessThan(Duration.ofSeconds(10));
        assertThat(second.workerId()).isNotEqualTo(first);
        assertThat(second.resumedFromStep()).isPositive();
        topic.await(id, JobSucceeded.class);
        assertThat(topic.events(id, AttemptFailed.class)).isEmpty();
        assertThat(topic.events(id, JobCancelled.class)).isEmpty();
    }

    @Test
    void aJobGoesFromWorkersWithoutRoomToTheOneThatHasItOnceThatIsFree() throws InterruptedException {
        workers.ensure(2);
        workers.startAndAwait("roomy", Map.of("trainyard.worker.max-ranks", "3"));
        JobId first = topic.submit(jobs.asking(3, 0, 100_000));
        assertThat(topic.await(first, AttemptStarted.class).workerId()).isEqualTo("roomy");
        JobId second = topic.submit(jobs.asking(3, 0, 2));
        JobId small = topic.submit(jobs.quick());

        topic.await(small, JobSucceeded.class);
        assertThat(topic.events(second)).as("the one with room is busy").isEmpty();
        topic.cancel(first, 1);

        topic.await(second, JobSucceeded.class);
        assertThat(topic.events(second, AttemptStarted.class))
                .singleElement()
                .satisfies(started -> assertThat(started.workerId()).isEqualTo("roomy"));
        assertThat(workers.logs()).contains("submission 1: Pass[atTheEnd=");
        workers.stop("roomy");
    }

    @Test
    void aBrokerThatIsAwayCostsNeitherTheRunNorThePlaceAtTheQueue() throws InterruptedException {
        workers.ensure(2);
        JobId id = topic.submit(jobs.steps(100_000, 0));
        topic.await(id, TrainingProgressed.class);
        kafka.close();
        Thread.sleep(AWAY);
        kafka = KafkaProcess.start(folder.resolve("kafka"), kafka.port());

        topic.await(topic.submit(jobs.quick()), JobSucceeded.class);
        int heard = topic.events(id, TrainingProgressed.class).size();
        topic.await(id, TrainingProgressed.class, heard + 1);
        topic.cancel(id, 1);
        topic.await(id, JobCancelled.class);
        topic.await(topic.submit(jobs.quick()), JobSucceeded.class);
        assertThat(workers.logs()).contains("the queue took the request back; its job runs on");
        assertThat(topic.events(id, AttemptStarted.class)).as(workers.logs()).hasSize(1);
        assertThat(topic.events(id, AttemptFailed.class)).isEmpty();
    }
}
