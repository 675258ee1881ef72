package dev.trainyard.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.client.JobMessage;
import dev.trainyard.devkit.stack.Component;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A trainer worker that dies in the middle of a job costs time, and nothing else. */
@ExtendWith(Platform.Provider.class)
final class WorkerLossIT {
    @Test
    void aJobWhoseWorkerIsKilledGoesOnFromItsLastCheckpoint(Platform platform) throws Exception {
        GatewayClient gateway = platform.gateway();
        Job submitted = gateway.submit(
                platform.smallBase("e2e-survivor", 400, "checkpoints: {every_steps: 20}"), "application/yaml");
        List<JobMessage> messages = new CopyOnWriteArrayList<>();
        AtomicBoolean killed = new AtomicBoolean();
        Job job = platform.finish(submitted.id(), message -> {
            messages.add(message);
            if (message.type().equals("training.checkpoint-saved") && !killed.getAndSet(true)) {
                kill(platform);
            }
        });

        assertThat(killed).as("a checkpoint came before the end").isTrue();
        assertThat(job.error()).isEmpty();
        assertThat(job.status()).isEqualTo("succeeded");
        List<JobMessage> starts = messages.stream()
                .filter(message -> message.type().equals("training.attempt-started"))
                .toList();
        assertThat(starts).extracting(JobMessage::attempt).containsExactly(1, 2);
        assertThat(starts.getLast().data().path("resumed_from_step").asInt()).isGreaterThanOrEqualTo(20);
        assertThat(messages).extracting(JobMessage::type).containsOnlyOnce("training.succeeded");
        assertThat(GatewayClient.items(gateway.get("/models/e2e-survivor/versions")))
                .hasSize(1);
        assertThatTheWorkerIsBack(platform);
    }

    private static void kill(Platform platform) {
        ProcessHandle.of(platform.component("trainer-worker").pid())
                .orElseThrow()
                .destroyForcibly();
    }

    private static void assertThatTheWorkerIsBack(Platform platform) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Component worker = platform.component("trainer-worker");
            assertThat(worker.status()).isEqualTo(Component.Status.READY);
            assertThat(worker.restarts()).isPositive();
        });
    }
}
