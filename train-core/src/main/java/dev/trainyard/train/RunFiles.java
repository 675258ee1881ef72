package dev.trainyard.train;

import dev.trainyard.data.RenderedRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the readable files of a run: {@code prepare.json}, {@code steps.jsonl}, {@code training.log} and {@code metrics.json}. When training
 * resumes, what was recorded after the checkpoint is dropped, because those steps are taken again.
 */
final class RunFiles implements TrainListener, AutoCloseable {
    static final String LOG = "training.log";

    /** Characters of a row that the log shows. */
    private static final int SHOWN = 400;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final Path output;
    private final Clock clock;
    private final LineFile log;
    private final MetricsFile metrics;
    private final PrepareFile prepare;
    private @Nullable StepFile steps;
    private int resumedStep;

    RunFiles(Path output, Clock clock) throws IOException {
        this.output = output;
        this.clock = clock;
        Files.createDirectories(output);
        this.log = LineFile.append(output.resolve(LOG));
        this.metrics = new MetricsFile(output.resolve(MetricsFile.NAME));
        this.prepare = new PrepareFile(output.resolve(PrepareFile.NAME));
    }

    @Override
    public void on(TrainEvent event) {
        try {
            record(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(TrainEvent event) throws IOException {
        switch (event) {
            case TrainEvent.StageStarted started -> startStage(started);
            case TrainEvent.Prepared prepared -> recordPrepared(prepared.preparation());
            case TrainEvent.Forecast forecast -> {
                prepare.forecast(forecast);
                log(String.format(
                        Locale.ROOT,
                        "All steps will take about %.0f s%s",
                        forecast.time().toMillis() / 1e3,
                        forecast.cost().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        " and cost %.4f",
                                        forecast.cost().getAsDouble())
                                : ""));
            }
            case TrainEvent.Accounted account -> {
                prepare.accounted(account);
                log(account.summary());
            }
            case TrainEvent.Resumed resumed -> {
                resumedStep = resumed.step();
                log("Resumed after step " + resumed.step());
            }
            case TrainEvent.StepTaken step -> recordStep(step);
            case TrainEvent.Validated validated -> {
                metrics.add(validated);
                log("Validation after step " + validated.step() + ": "
                        + text(validated.score().metrics()));
            }
            case TrainEvent.EpochEnded ended -> metrics.add(ended);
            case TrainEvent.CheckpointSaved saved -> log("Checkpoint after step " + saved.step() + ": " + saved.path());
            case TrainEvent.StoppedEarly stopped ->
                log("Stopped early after step " + stopped.step() + ": " + stopped.message());
            case TrainEvent.Cancelled cancelled -> log("Cancelled after step " + cancelled.step());
            case TrainEvent.Succeeded succeeded -> {
                metrics.finish(succeeded.model());
                log("Succeeded: " + succeeded.model().modelPath());
            }
        }
    }

    private void recordPrepared(Preparation preparation) throws IOException {
        prepare.prepared(preparation);
        log("Prepared " + preparation.summary());
        for (RenderedRow row : preparation.samples()) {
            String text = row.text().replace("\n", "\\n");
            log("Row " + row.origin() + ", " + row.tokens() + " tokens, " + row.supervised() + " to learn: "
                    + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text));
        }
    }

    private void startStage(TrainEvent.StageStarted started) throws IOException {
        if (started.stage() == TrainEvent.Stage.TRAIN) {
            steps = StepFile.after(output.resolve(StepFile.NAME), resumedStep);
            metrics.keepUntil(resumedStep);
        }
        log(started.message());
    }

    private void recordStep(TrainEvent.StepTaken step) throws IOException {
        if (steps != null) {
            steps.add(step);
        }
        int epoch = Math.min(step.totalEpochs(), (int) Math.ceil(step.epoch()));
        log(String.format(
                Locale.ROOT,
                "Epoch %d/%d, Step %d/%d, Loss: %.3f",
                epoch,
                step.totalEpochs(),
                step.step(),
                step.totalSteps(),
                step.loss()));
    }

    /** Adds a line with the time to {@code training.log}. */
    void log(String message) throws IOException {
        log.add(LocalDateTime.now(clock).format(TIME) + " - " + message);
    }

    private static String text(Map<String, Double> metrics) {
        StringBuilder text = new StringBuilder();
        metrics.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, "%s %.4f", name, value)));
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        try (log) {
            if (steps != null) {
                steps.close();
            }
        }
    }
}
