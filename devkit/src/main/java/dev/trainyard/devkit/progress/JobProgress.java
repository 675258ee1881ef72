package dev.trainyard.devkit.progress;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.client.JobMessage;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Shows a job's events: each stage as a line when it is done, and below them the running one with its bar.
 *
 * <p>Not thread-safe: fed by one {@link JobFollower}.
 */
public final class JobProgress implements GatewayClient.EventListener {
    private static final Set<String> STAGES_OF_INTEREST = Set.of("succeeded", "failed");
    private static final long PLAIN_EVERY_SECONDS = 5;

    private final Terminal terminal;
    private final TrainingLine training = new TrainingLine();
    private final StageClock stages = new StageClock();
    private Instant lastPlain = Instant.EPOCH;

    public JobProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void on(String eventId, JobMessage message) {
        Job job = message.job();
        training.add(message);
        switch (message.type()) {
            case "training.attempt-started" -> attemptStarted(message);
            case "training.attempt-failed" -> attemptFailed(message);
            default -> {}
        }
        List<StageClock.Ended> ended = stages.ended(job, message.time());
        ended.stream()
                .filter(stage -> STAGES_OF_INTEREST.contains(stage.status()))
                .forEach(stage -> stageLine(stage, job));
        running(job, message.time());
    }

    /** The course of the loss so far. */
    public List<Double> losses() {
        return training.losses();
    }

    private void attemptStarted(JobMessage message) {
        long from = message.data().path("resumed_from_step").asLong();
        if (message.attempt() > 1) {
            String where = from > 0 ? "from the checkpoint of step " + from : "from the beginning";
            terminal.line(terminal.paint(Paint.YELLOW, "  ↻ ") + "attempt " + message.attempt() + " goes on " + where);
        }
    }

    private void attemptFailed(JobMessage message) {
        if (message.data().path("will_retry").asBoolean()) {
            terminal.line(terminal.paint(Paint.YELLOW, "  ! ") + "attempt " + message.attempt() + " failed: "
                    + message.data().path("failure").path("message").asText());
        }
    }

    private void stageLine(StageClock.Ended stage, Job job) {
        boolean good = stage.status().equals("succeeded");
        String mark = good ? terminal.paint(Paint.GREEN, "  ✓ ") : terminal.paint(Paint.RED, "  ✗ ");
        String took = terminal.paint(Paint.DIM, String.format("%9s", Quantity.duration(stage.took())));
        String detail = stage.stage().equals("train") && good ? training.summary(job) : stage.message();
        terminal.line(mark + String.format("%-9s", stage.stage()) + took + "   " + detail);
    }

    private String detail(Job job) {
        return job.runningMessage()
                .filter(message -> !message.isEmpty())
                .map(message -> terminal.paint(Paint.DIM, "   " + message))
                .orElse("");
    }

    private void running(Job job, Instant now) {
        if (job.ended() && job.runningStage().isEmpty()) {
            terminal.clearLive();
            return;
        }
        String stage = job.runningStage().orElse(job.status());
        List<String> lines = stage.equals("train")
                ? training.lines(job, terminal)
                : List.of(terminal.paint(Paint.CYAN, "  … ") + stage + detail(job));
        if (terminal.interactive()) {
            terminal.live(lines);
        } else if (stage.equals("train")
                && job.step() > 0
                && Duration.between(lastPlain, now).toSeconds() >= PLAIN_EVERY_SECONDS) {
            lastPlain = now;
            terminal.line(training.plain(job));
        }
    }
}
