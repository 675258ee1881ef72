package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A run from start to export, twice: the share of its time that checkpoints take, and whether its results repeat. */
final class WholeRun {
    private static final int STEPS = 40;
    private static final int STEPS_OF_CHECKPOINT = 20;
    private static final List<String> RESULTS = List.of("adapter/adapter_model.safetensors", "model/model.safetensors");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;

    WholeRun(Settings settings) {
        this.settings = settings;
    }

    /** One run, with shuffling, saved every so many steps. */
    private record Outcome(double seconds, double savedSeconds, List<String> digests) {}

    Report run(Map<String, String> setup, Ours ours, ObjectNode config) {
        config.withObject("/loop").put("max_steps", STEPS).put("epochs", 1000);
        config.withObject("/checkpoints").put("every_steps", STEPS_OF_CHECKPOINT);
        config.withObject("/data").put("shuffle", true);
        Outcome first = outcome(ours, config);
        Outcome second = outcome(ours, config);
        if (!first.digests.equals(second.digests)) {
            throw new BenchmarkFailure(
                    "two runs of one seed ended in different weights: " + first.digests + " and " + second.digests);
        }
        double share = (first.savedSeconds + second.savedSeconds) / (first.seconds + second.seconds);
        List<List<String>> table = List.of(
                List.of("steps", "checkpoint every", "seconds of training", "of these for checkpoints", "share"),
                row(first),
                row(second));
        ObjectNode details = JSON.createObjectNode().put("checkpoint_share", share);
        first.digests.forEach(details.putArray("sha256")::add);
        return new Report(
                "run",
                setup,
                table,
                List.of(
                        String.format(Locale.ROOT, "Checkpoints take %.2f %% of the time.", 100 * share),
                        "Both runs, with shuffling, ended in the same bits: " + first.digests),
                details);
    }

    private static List<String> row(Outcome outcome) {
        return List.of(
                Integer.toString(STEPS),
                STEPS_OF_CHECKPOINT + " steps",
                String.format(Locale.ROOT, "%.1f", outcome.seconds),
                String.format(Locale.ROOT, "%.3f", outcome.savedSeconds),
                String.format(Locale.ROOT, "%.2f %%", 100 * outcome.savedSeconds / outcome.seconds));
    }

    private Outcome outcome(Ours ours, ObjectNode config) {
        Program program = ours.training("run", config);
        List<Turn> turns = new ArrayList<>();
        try (Contestant contestant = Contestant.start(
                program, settings.work().resolve("logs"), settings.workload().onGpu())) {
            contestant.awaitReady();
            for (Optional<Turn> turn = contestant.nextTurn(); turn.isPresent(); turn = contestant.nextTurn()) {
                turns.add(turn.get());
            }
        }
        Path output = settings.work().resolve("runs/run");
        return new Outcome(
                turns.stream().mapToDouble(Turn::seconds).sum(),
                turns.stream().mapToDouble(Turn::savedSeconds).sum(),
                RESULTS.stream().map(output::resolve).map(Folders::sha256).toList());
    }
}
