package dev.trainyard.evaluation.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.config.EvaluationConfig;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.Rows;
import dev.trainyard.evaluation.domain.Scorer;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.NativeOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/** Runs {@code ScoringMain} in a child JVM, on files whose checksums were just verified. */
@ApplicationScoped
public class ChildScorer implements Scorer {
    private static final String MAIN = "dev.trainyard.evaluation.scoring.ScoringMain";

    private final ArtifactStore artifacts;
    private final DataRoots dataRoots;
    private final EvaluationConfig.Scoring config;

    ChildScorer(ArtifactStore artifacts, DataRoots dataRoots, EvaluationConfig config) {
        this.artifacts = artifacts;
        this.dataRoots = dataRoots;
        this.config = config.evaluation();
    }

    @Override
    public Scores score(Work work, DoubleConsumer progress) throws InterruptedException {
        artifacts.verify(work.version().artifact());
        Path data = data(work.rows());
        Path folder = artifacts.folder("evaluations", work.evaluation().id().value());
        Path log = folder.resolve("scoring.log");
        ChildMessages<Scores> messages =
                new ChildMessages<>("scoring", (event, message) -> read(event, message, progress));
        try (ChildProcess process = ChildProcess.start(spec(work, data, folder), messages::line)) {
            process.exit().thenAccept(code -> messages.ended(code, LogTail.of(log)));
            return messages.result().get(config.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    "scoring took longer than " + config.timeLimit()
                            + ": lower evaluation.max_samples or raise trainyard.scoring.time-limit",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TrainyardException refused) {
                throw refused;
            }
            throw new TrainyardException(ErrorCode.INTERNAL, "scoring could not be followed", e);
        }
    }

    private static Optional<Scores> read(String event, JsonNode message, DoubleConsumer progress)
            throws JsonProcessingException {
        if (event.equals("progress")) {
            progress.accept(message.path("rows").asDouble()
                    / Math.max(1, message.path("total_rows").asDouble()));
        }
        return event.equals("scored")
                ? Optional.of(WireJson.mapper().treeToValue(message.path("scores"), Scores.class))
                : Optional.empty();
    }

    private Path data(Rows rows) {
        return switch (rows) {
            case Rows.Named named -> dataRoots.resolve(named.path());
            case Rows.HeldOut heldOut -> artifacts.verified(heldOut.file());
            case Rows.Given given -> artifacts.verified(given.file());
        };
    }

    private ChildSpec spec(Work work, Path data, Path folder) {
        Evaluation evaluation = work.evaluation();
        Rows rows = work.rows();
        List<String> options = new ArrayList<>(NativeOptions.jvmOptions());
        options.add("-Xmx" + config.maxHeap());
        options.add("-XX:+UseSerialGC");
        Path model = artifacts.local(work.version().artifact().uri());
        List<String> arguments = new ArrayList<>(List.of(
                "--model", model.toString(),
                "--model-id", work.version().reference(),
                "--data", data.toString(),
                "--format", rows.format().name().toLowerCase(Locale.ROOT),
                "--predictions", work.predictions().toString(),
                "--row-scores", work.rowScores().toString(),
                "--max-length", Integer.toString(evaluation.task().maxLength()),
                "--max-samples", Integer.toString(evaluation.wanted().maxSamples()),
                "--max-new-tokens", Integer.toString(evaluation.wanted().maxNewTokens())));
        if (evaluation.wanted().stride() > 0) {
            arguments.addAll(
                    List.of("--stride", Integer.toString(evaluation.wanted().stride())));
        }
        arguments.addAll(List.of(
                "--refusal-phrases",
                WireJson.mapper()
                        .valueToTree(evaluation.wanted().refusalPhrases())
                        .toString()));
        if (!rows.columns().isEmpty()) {
            arguments.add("--columns");
            arguments.add(rows.columns().entrySet().stream()
                    .map(column -> column.getKey() + "=" + column.getValue())
                    .collect(Collectors.joining(",")));
        }
        return new ChildSpec(
                "scoring-" + work.version().name(),
                MAIN,
                ChildClasspath.ofThisProcess(),
                options,
                arguments,
                NativeOptions.environment(),
                folder,
                folder.resolve("scoring.log"));
    }
}
