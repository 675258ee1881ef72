package dev.trainyard.trainer.cli;

import dev.trainyard.train.TrainEvent;
import java.time.Duration;
import java.util.Locale;

/** Progress as one line of text. */
final class ProgressBar {
    private static final int WIDTH = 24;

    private ProgressBar() {}

    static String of(TrainEvent.StepTaken step) {
        double done = step.totalSteps() == 0 ? 1 : (double) step.step() / step.totalSteps();
        int full = (int) Math.round(Math.min(1, done) * WIDTH);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f%%  step %d/%d  epoch %.2f  loss %.4f  %,.0f tokens/s  ETA %s",
                "#".repeat(full),
                "-".repeat(WIDTH - full),
                done * 100,
                step.step(),
                step.totalSteps(),
                step.epoch(),
                step.loss(),
                step.tokensPerSecond(),
                duration(step.remaining()));
    }

    static String duration(Duration duration) {
        return duration.toHours() > 0
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        duration.toHours(),
                        duration.toMinutesPart(),
                        duration.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", duration.toMinutesPart(), duration.toSecondsPart());
    }
}
