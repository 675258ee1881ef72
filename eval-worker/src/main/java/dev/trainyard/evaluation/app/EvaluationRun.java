package dev.trainyard.evaluation.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.spec.Confidence;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.Gate;
import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Outcome;
import dev.trainyard.evaluation.domain.Rows;
import dev.trainyard.evaluation.domain.Scorer;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.statistics.Bootstrap;
import dev.trainyard.evaluation.plot.LossCurve;
import dev.trainyard.evaluation.statistics.Interval;
import dev.trainyard.evaluation.statistics.PairedTest;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.RowScoresFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        Path own = artifacts.folder("evaluations", evaluation.id().value());
        Path folder = evaluation.jobId().map(artifacts::jobFolder).orElse(own);
        String name = evaluation.version().name();
        Scorer.Work work = new Scorer.Work(
                evaluation,
                evaluation.version(),
                rows,
                folder.resolve("predictions_" + name + ".jsonl"),
                folder.resolve("row_scores_" + name + ".jsonl"));
        progress.note(evaluation.id(), 0);
        int models = evaluation.task().compareWith().isPresent() ? 2 : 1;
        Scores scores = scorer.score(work, share -> progress.note(evaluation.id(), share / models));
        Map<String, Double> metrics = reported(evaluation, scores);
        RowScores rowScores = RowScoresFile.read(work.rowScores());
        Map<String, Interval> intervals = intervals(evaluation, metrics, rowScores);
        Optional<Comparison> comparison = Optional.empty();
        if (evaluation.task().compareWith().isPresent()) {
            ModelVersion other = evaluation.task().compareWith().get();
            comparison = Optional.of(compared(work, other, metrics.keySet(), rowScores, own));
        }
        GateResult gate = Gate.check(scores.metrics(), evaluation.wanted().thresholds());
        Report report = new Report(evaluation, rows, new Measured(scores, metrics, intervals, gate, comparison));
        List<ArtifactRef> published = new ReportFiles(artifacts, folder, name)
                .write(report, work.predictions(), work.rowScores(), history(evaluation));
        return new Outcome(
                metrics,
                scores.rows(),
                gate,
                published,
                Outcomes.ranges(intervals),
                comparison.map(Outcomes::comparison).stream().toList());
    }

    private Optional<LossCurve> history(Evaluation evaluation) {
        return evaluation.task().trainedBy().flatMap(job -> TrainingHistory.in(artifacts.jobFolder(job)));
    }

    /** Scores the other version on the same rows; of the metrics that are reported, the differences are tested. */
    private Comparison compared(Scorer.Work work, ModelVersion other, Set<String> metrics, RowScores own, Path folder)
            throws InterruptedException {
        Scorer.Work second = new Scorer.Work(
                work.evaluation(),
                other,
                work.rows(),
                folder.resolve("compared_predictions.jsonl"),
                folder.resolve("compared_row_scores.jsonl"));
        scorer.score(second, share -> progress.note(work.evaluation().id(), 0.5 + share / 2));
        RowScores others = RowScoresFile.read(second.rowScores());
        Bootstrap bootstrap = bootstrap(work.evaluation().wanted().confidence());
        return new Comparison(
                other.reference(),
                new PairedTest(bootstrap)
                        .compare(own, others).stream()
                                .filter(result -> metrics.contains(result.metric()))
                                .toList());
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
