package dev.trainyard.evaluation.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.spec.Confidence;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.Gate;
import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Outcome;
import dev.trainyard.evaluation.domain.Rows;
import dev.trainyard.evaluation.domain.Scorer;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.statistics.Bootstrap;
import dev.trainyard.evaluation.statistics.Interval;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.RowScoresFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Scorer.Work work = new Scorer.Work(
                evaluation,
                evaluation.version(),
                rows,
                folder.resolve("predictions_" + name + ".jsonl"),
                folder.resolve("row_scores_" + name + ".jsonl"));
        Scores scores = scorer.score(work, share -> progress.note(evaluation.id(), share));
        Map<String, Double> metrics = reported(evaluation, scores);
        Map<String, Interval> intervals = intervals(evaluation, metrics, RowScoresFile.read(work.rowScores()));
        GateResult gate = Gate.check(scores.metrics(), evaluation.wanted().thresholds());
        Report report = new Report(evaluation, rows, new Measured(scores, metrics, intervals, gate, Optional.empty()));
        List<ArtifactRef> published = new ReportFiles(artifacts, folder, name)
                .write(report, work.predictions(), work.rowScores(), TrainingHistory.in(folder));
        return new Outcome(metrics, scores.rows(), gate, published);
    }

    private static Bootstrap bootstrap(Confidence confidence) {
        Bootstrap.Method method = switch (confidence.method()) {
            case BCA -> Bootstrap.Method.BCA;
            case PERCENTILE -> Bootstrap.Method.PERCENTILE;
        };
        return new Bootstrap(method, confidence.level(), confidence.resamples(), confidence.seed());
    }

    private static Map<String, Interval> intervals(Evaluation evaluation, Map<String, Double> metrics, RowScores rows) {
        Bootstrap bootstrap = bootstrap(evaluation.wanted().confidence());
        Map<String, Interval> intervals = new TreeMap<>();
        rows.metrics().stream()
                .filter(metric -> metrics.containsKey(metric.name()))
                .forEach(metric -> intervals.put(metric.name(), bootstrap.interval(metric.measure())));
        return intervals;
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
