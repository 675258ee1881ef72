package dev.trainyard.evaluation.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.Gate;
import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Outcome;
import dev.trainyard.evaluation.domain.Rows;
import dev.trainyard.evaluation.domain.Scorer;
import dev.trainyard.evaluation.domain.Scores;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One evaluation from rows to published reports; repeating it writes the same files again. */
@ApplicationScoped
class EvaluationRun {
    private final Scorer scorer;
    private final ArtifactStore artifacts;
    private final EvaluationProgress progress;

    EvaluationRun(Scorer scorer, ArtifactStore artifacts, EvaluationProgress progress) {
        this.progress = progress;
        this.scorer = scorer;
        this.artifacts = artifacts;
    }

    Outcome outcome(Evaluation evaluation) throws InterruptedException {
        Rows rows = evaluation
                .task()
                .rows()
                .orElseThrow(() -> new TrainyardException(
                        ErrorCode.INTERNAL, "evaluation " + evaluation.id() + " was queued without rows to score on"));
        Path folder = evaluation
                .jobId()
                .map(artifacts::jobFolder)
                .orElseGet(() -> artifacts.folder("evaluations", evaluation.id().value()));
        String name = evaluation.version().name();
        Path predictions = folder.resolve("predictions_" + name + ".jsonl");
        Scores scores = scorer.score(evaluation, rows, predictions, share -> progress.note(evaluation.id(), share));
        Map<String, Double> metrics = reported(evaluation, scores);
        GateResult gate = Gate.check(scores.metrics(), evaluation.wanted().thresholds());
        Report report = new Report(evaluation, rows, scores, metrics, gate);
        List<ArtifactRef> published = new ArrayList<>();
        published.add(artifacts.publish(report.writeJson(folder.resolve("eval_report_" + name + ".json"))));
        published.add(artifacts.publish(report.writeMarkdown(folder.resolve("eval_report_" + name + ".md"))));
        if (Files.exists(predictions)) {
            published.add(artifacts.publish(predictions));
        }
        return new Outcome(metrics, scores.rows(), gate, published);
    }

    /** The metrics the spec names, all of them where it names none; thresholds always show what they are about. */
    private static Map<String, Double> reported(Evaluation evaluation, Scores scores) {
        List<String> named = evaluation.wanted().metrics();
        Map<String, Double> reported = new TreeMap<>(scores.metrics());
        if (!named.isEmpty()) {
            reported.keySet()
                    .removeIf(metric -> !named.contains(metric)
                            && !evaluation.wanted().thresholds().containsKey(metric));
        }
        return reported;
    }
}
