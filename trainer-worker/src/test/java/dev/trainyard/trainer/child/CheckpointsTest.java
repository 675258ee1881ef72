package dev.trainyard.trainer.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
    @TempDir
    Path jobFolder;

    @Test
    void aJobWithoutCheckpointsStartsAtStepZero() {
        assertThat(Checkpoints.newestStep(jobFolder)).isZero();
    }

    @Test
    void onlyWholeCheckpointsCount() throws IOException {
        checkpoint("step_000200", "{\"step\":200}");
        checkpoint("epoch_1", "{\"step\":250}");
        checkpoint("best_model", "{\"step\":900}");
        checkpoint("step_000300", "{\"step\":3");
        Files.createDirectories(jobFolder.resolve("checkpoints/step_000400"));

        assertThat(Checkpoints.newestStep(jobFolder)).isEqualTo(250);
    }

    @Test
    void theFenceHoldsTheNewestAttempt() {
        assertThat(AttemptFence.newest(jobFolder)).isZero();
        AttemptFence.raise(jobFolder, 1);
        AttemptFence.raise(jobFolder, 12);

        assertThat(AttemptFence.newest(jobFolder)).isEqualTo(12);
    }

    private void checkpoint(String name, String manifest) throws IOException {
        Path folder = Files.createDirectories(jobFolder.resolve("checkpoints").resolve(name));
        Files.writeString(folder.resolve("manifest.json"), manifest);
    }
}
