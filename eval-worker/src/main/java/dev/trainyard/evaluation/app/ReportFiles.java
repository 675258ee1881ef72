package dev.trainyard.evaluation.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.plot.ClassBars;
import dev.trainyard.evaluation.plot.ConfusionMap;
import dev.trainyard.evaluation.plot.LossCurve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a report and all that belongs to it into a folder, and publishes each file. Repeating it replaces them. */
final class ReportFiles {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final ArtifactStore artifacts;
    private final Path folder;
    private final String name;
    private final List<ArtifactRef> published = new ArrayList<>();

    ReportFiles(ArtifactStore artifacts, Path folder, String name) {
        this.artifacts = artifacts;
        this.folder = folder;
        this.name = name;
    }

    /** Writes the content of a file. */
    private interface Content {
        void to(Writer out) throws IOException;
    }

    /**
     * All files.
     *
     * @param predictions the lines of answers, which need not exist
     * @param rowScores what every row counts
     * @param history losses of the job that trained the version
     */
    List<ArtifactRef> write(Report report, Path predictions, Path rowScores, Optional<LossCurve> history) {
        Optional<String> curve = history.map(losses -> plot("loss_curve", losses.svg("Loss of " + name)));
        List<String> plots = new ArrayList<>();
        curve.ifPresent(plots::add);
        plots.addAll(classPlots(report.measured().scores()));
        LmEvalResults lmEval = new LmEvalResults(report, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        List<ArtifactRef> drawn = List.copyOf(published);
        published.clear();
        file("eval_report_" + name + ".json", out -> out.write(report.json()));
        file("eval_report_" + name + ".md", out -> out.write(new MarkdownReport(report, plots).text()));
        published.addAll(drawn);
        String stamp = TIME.format(lmEval.time());
        file("results_" + stamp + ".json", out -> out.write(lmEval.results().toPrettyString() + "\n"));
        if (Files.exists(predictions)) {
            published.add(artifacts.publish(predictions));
            file("predictions_" + name + ".json", new PredictionDocument(predictions, report)::write);
            file("samples_" + name + "_" + stamp + ".jsonl", out -> lmEval.samples(predictions, out));
        }
        published.add(artifacts.publish(rowScores));
        return published;
    }

    private List<String> classPlots(Scores scores) {
        if (scores.classes().isEmpty()) {
            return List.of();
        }
        List<String> labels =
                scores.classes().stream().map(Scores.ClassScore::label).toList();
        List<ClassBars.Bar> bars = scores.classes().stream()
                .map(c -> new ClassBars.Bar(c.label(), c.f1Score(), c.precision(), c.recall(), c.support()))
                .toList();
        return List.of(
                plot("class_scores", new ClassBars(bars).svg("Classes of " + name)),
                plot(
                        "confusion_matrix",
                        new ConfusionMap(labels, scores.confusionMatrix()).svg("Confusion of " + name)));
    }

    /** Returns the name of the file. */
    private String plot(String what, String svg) {
        return file(what + "_" + name + ".svg", out -> out.write(svg));
    }

    /** Readers see the old file or the whole new one. */
    private String file(String fileName, Content content) {
        Path file = folder.resolve(fileName);
        Path whole = folder.resolve(fileName + ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(whole)) {
                content.to(out);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("report " + file + " cannot be written", e);
        }
        published.add(artifacts.publish(file));
        return fileName;
    }
}
