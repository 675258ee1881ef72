package dev.trainyard.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.train.TrainEvent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
    @Test
    void showsShareLossSpeedAndTimeLeft() {
        TrainEvent.StepTaken step = new TrainEvent.StepTaken(
                25, 100, 0.5, 2, 1.23456, 1, 1e-3, 5000, 1234.5, Duration.ofSeconds(3725), Map.of());

        assertThat(ProgressBar.of(step))
                .isEqualTo("[######------------------]  25%  step 25/100  epoch 0.50  loss 1.2346  1,235 tokens/s"
                        + "  ETA 1:02:05");
    }

    @Test
    void shortTimesHaveNoHours() {
        assertThat(ProgressBar.duration(Duration.ofSeconds(65))).isEqualTo("1:05");
    }
}
