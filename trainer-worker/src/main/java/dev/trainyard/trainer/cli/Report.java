package dev.trainyard.trainer.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.data.RenderedRow;
import dev.trainyard.hub.FetchProgress;
import dev.trainyard.train.Preparation;
import dev.trainyard.train.TrainEvent;
import dev.trainyard.train.TrainListener;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What the user sees: progress on stderr, drawn in place where that is a terminal and as occasional lines otherwise,
 * and the result on stdout.
 */
final class Report implements TrainListener {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration LINE = Duration.ofSeconds(5);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream progress;
    private final boolean json;
    private final boolean terminal;
    private long shownAt;
    private boolean barShown;

    Report(PrintStream out, PrintStream progress, boolean json, boolean terminal) {
        this.out = out;
        this.progress = progress;
        this.json = json;
        this.terminal = terminal;
    }

    @Override
    public void on(TrainEvent event) {
        switch (event) {
            case TrainEvent.StageStarted stage -> line(stage.message());
            case TrainEvent.Prepared prepared -> prepared(prepared.preparation());
            case TrainEvent.Forecast forecast ->
                line("all steps will take about " + ProgressBar.duration(forecast.time())
                        + (forecast.cost().isPresent()
                                ? " and cost " + number(forecast.cost().getAsDouble())
                                : ""));
            case TrainEvent.Accounted account -> line(account.summary());
            case TrainEvent.Resumed resumed -> line("going on after step " + resumed.step());
            case TrainEvent.StepTaken step -> show(step);
            case TrainEvent.Validated validated ->
                line("validation after step " + validated.step() + ": "
                        + text(validated.score().metrics()));
            case TrainEvent.EpochEnded ended -> {}
            case TrainEvent.CheckpointSaved saved -> {}
            case TrainEvent.StoppedEarly stopped -> line(stopped.message());
            case TrainEvent.Cancelled cancelled -> line("stopped after step " + cancelled.step());
            case TrainEvent.Succeeded succeeded -> succeeded(succeeded.model());
        }
    }

    private void show(TrainEvent.StepTaken step) {
        show(ProgressBar.of(step), step.step() == step.totalSteps());
    }

    /** A model comes from a hub. */
    void fetching(FetchProgress fetch) {
        show("fetching " + fetch.text(), fetch.filesDone() == fetch.files());
    }

    private void show(String text, boolean last) {
        long now = System.nanoTime();
        Duration interval = terminal ? REDRAW : LINE;
        if (!last && shownAt != 0 && now - shownAt < interval.toNanos()) {
            return;
        }
        shownAt = now;
        if (terminal) {
            progress.print(CLEAR_LINE + text);
            progress.flush();
            barShown = true;
        } else {
            progress.println(text);
        }
    }

    private void line(String text) {
        if (barShown) {
            progress.println();
            barShown = false;
        }
        progress.println(text);
    }

    private void succeeded(TrainEvent.TrainedModel model) {
        line("trained in " + ProgressBar.duration(model.duration()) + " on " + model.trainedTokens() + " tokens");
        if (json) {
            ObjectNode result =
                    result("succeeded").put("model_path", model.modelPath().toString());
            model.adapterPath().ifPresent(path -> result.put("adapter_path", path.toString()));
            model.heldOutPath().ifPresent(path -> result.put("held_out_path", path.toString()));
            ObjectNode metrics = result.put("architecture", model.architecture())
                    .put("parameter_count", model.parameterCount())
                    .put("trainable_parameter_count", model.trainableParameterCount())
                    .put("dataset_sha256", model.datasetSha256())
                    .put("trained_tokens", model.trainedTokens())
                    .put("duration_millis", model.duration().toMillis())
                    .putObject("metrics");
            model.metrics().forEach(metrics::put);
            out.println(result);
            return;
        }
        model.metrics().forEach((name, value) -> out.println(name + ": " + number(value)));
        model.adapterPath().ifPresent(path -> out.println("adapter: " + path));
        out.println("model: " + model.modelPath());
    }

    private void prepared(Preparation preparation) {
        line(preparation.summary());
        for (RenderedRow row : preparation.samples()) {
            line("row " + row.origin() + ", " + row.tokens() + " tokens, " + row.supervised() + " to learn:\n"
                    + row.text().indent(2).stripTrailing());
        }
    }

    /** Nothing was trained. */
    void preparedOnly(Path output) {
        if (json) {
            out.println(result("prepared")
                    .put("report", output.resolve("prepare.json").toString()));
        } else {
            out.println("prepared, nothing trained: " + output.resolve("prepare.json"));
        }
    }

    /** Training was stopped from outside. */
    void interrupted(Path output) {
        if (json) {
            out.println(result("interrupted").put("output", output.toString()));
        } else {
            out.println("interrupted: go on with --resume, the checkpoint is in " + output);
        }
    }

    /** It was stopped before training began. */
    void interrupted() {
        line("interrupted: what was fetched so far is kept");
        if (json) {
            out.println(result("interrupted"));
        }
    }

    void failed(Failure failure) {
        line("error " + failure.code() + ": " + failure.message());
        if (json) {
            out.println(result("failed").put("code", failure.code().name()).put("message", failure.message()));
        }
    }

    private static ObjectNode result(String outcome) {
        return new JsonMapper().createObjectNode().put("outcome", outcome);
    }

    private static String text(Map<String, Double> metrics) {
        StringBuilder text = new StringBuilder();
        metrics.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(number(value)));
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
