package dev.trainyard.evaluation.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.Confidence;
import dev.trainyard.contracts.spec.PromotionSpec;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.Gate;
import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.evaluation.domain.Outcome;
import dev.trainyard.evaluation.domain.PromotionRule;
import dev.trainyard.evaluation.domain.Rows;
import dev.trainyard.evaluation.domain.Scorer;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.plot.LossCurve;
import dev.trainyard.evaluation.statistics.Bootstrap;
import dev.trainyard.evaluation.statistics.Interval;
import dev.trainyard.evaluation.statistics.PairedTest;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.RowScoresFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/** One evaluation from rows to published reports; repeating it writes the same files again. */
@ApplicationScoped
class EvaluationRun {
    private final Scorer scorer;
    private final ArtifactStore artifacts;
    private final EvaluationProgress progress;
    private final ModelRegistry registry;

    EvaluationRun(Scorer scorer, ArtifactStore artifacts, EvaluationProgress progress, ModelRegistry registry) {
        this.registry = registry;
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
        Optional<PromotionRule> promotion = promotion(evaluation);
        List<ModelVersion> others = others(evaluation, promotion);
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
        int models = 1 + others.size();
        Scores scores = scorer.score(work, share -> progress.note(evaluation.id(), share / models));
        Map<String, Double> metrics = reported(evaluation, scores);
        RowScores rowScores = RowScoresFile.read(work.rowScores());
        Map<String, Interval> intervals = intervals(evaluation, metrics, rowScores);
        GateResult gate = Gate.check(scores.metrics(), evaluation.wanted().thresholds());
        List<Comparison> comparisons = new ArrayList<>();
        for (ModelVersion other : others) {
            double done = comparisons.size() + 1;
            RowScores theirs =
                    scored(work, other, own, share -> progress.note(evaluation.id(), (done + share) / models));
            comparisons.add(compared(evaluation, other, rowScores, theirs, metrics.keySet()));
        }
        List<Outcome.Comparison> tested =
                comparisons.stream().map(Outcomes::comparison).toList();
        Optional<Promotion> decided = promotion.map(rule -> rule.decide(gate, tested));
        Measured measured = new Measured(scores, metrics, intervals, gate, comparisons, decided);
        List<ArtifactRef> published = new ReportFiles(artifacts, folder, name)
                .write(
                        new Report(evaluation, rows, measured),
                        work.predictions(),
                        work.rowScores(),
                        history(evaluation));
        return new Outcome(metrics, scores.rows(), gate, published, Outcomes.ranges(intervals), tested, decided);
    }

    private Optional<PromotionRule> promotion(Evaluation evaluation) {
        ModelVersion version = evaluation.version();
        return evaluation
                .wanted()
                .promotion()
                .map(spec -> new PromotionRule(
                        spec,
                        version,
                        PromotionRule.incumbentOf(spec, version.name()).flatMap(this::registered)));
    }

    private Optional<ModelVersion> registered(String reference) {
        try {
            return Optional.of(registry.version(reference).version());
        } catch (TrainyardException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The versions to compare with, each once. */
    private static List<ModelVersion> others(Evaluation evaluation, Optional<PromotionRule> promotion) {
        Map<VersionId, ModelVersion> others = new LinkedHashMap<>();
        evaluation.task().compareWith().ifPresent(other -> others.put(other.id(), other));
        promotion.flatMap(PromotionRule::incumbent).ifPresent(other -> others.put(other.id(), other));
        others.remove(evaluation.version().id());
        return List.copyOf(others.values());
    }

    private RowScores scored(Scorer.Work work, ModelVersion other, Path folder, DoubleConsumer share)
            throws InterruptedException {
        String name = "compared_" + other.name() + "_" + other.number();
        Scorer.Work second = new Scorer.Work(
                work.evaluation(),
                other,
                work.rows(),
                folder.resolve(name + ".predictions.jsonl"),
                folder.resolve(name + ".row_scores.jsonl"));
        scorer.score(second, share);
        return RowScoresFile.read(second.rowScores());
    }

    private static Comparison compared(
            Evaluation evaluation, ModelVersion other, RowScores own, RowScores theirs, Set<String> metrics) {
        PairedTest test = new PairedTest(bootstrap(evaluation.wanted().confidence()));
        return new Comparison(
                other.reference(),
                test.compare(own, theirs).stream()
                        .filter(result -> metrics.contains(result.metric()))
                        .toList());
    }

    private Optional<LossCurve> history(Evaluation evaluation) {
        return evaluation.task().trainedBy().flatMap(job -> TrainingHistory.in(artifacts.jobFolder(job)));
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
            Set<String> kept = new HashSet<>(named);
            kept.addAll(evaluation.wanted().thresholds().keySet());
            evaluation.wanted().promotion().flatMap(PromotionSpec::metric).ifPresent(kept::add);
            reported.keySet().retainAll(kept);
        }
        return reported;
    }
}
