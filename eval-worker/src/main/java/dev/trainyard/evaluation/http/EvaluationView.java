package dev.trainyard.evaluation.http;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.EvaluationState.Completed;
import dev.trainyard.evaluation.domain.EvaluationState.Failed;
import dev.trainyard.evaluation.domain.EvaluationState.Queued;
import dev.trainyard.evaluation.domain.EvaluationState.Running;
import dev.trainyard.evaluation.domain.EvaluationState.Skipped;
import dev.trainyard.evaluation.domain.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An evaluation as clients see it.
 *
 * @param status {@code queued}, {@code running}, {@code completed}, {@code skipped} or {@code failed}
 * @param version {@code name/number}
 * @param progress rows scored of all rows, 0 to 1; while running
 * @param etaSeconds that the rest will take at the speed so far
 * @param files names of the reports, to be fetched below {@code files/}
 */
record EvaluationView(
        String id,
        String version,
        String versionId,
        Optional<String> jobId,
        String status,
        Optional<Double> progress,
        Optional<Double> etaSeconds,
        Map<String, Double> metrics,
        Optional<Long> samples,
        Optional<Boolean> gatePassed,
        List<String> gateMessages,
        Map<String, Outcome.Range> intervals,
        List<Outcome.Comparison> comparisons,
        Optional<PromotionView> promotion,
        List<ArtifactRef> reports,
        List<String> files,
        Optional<Failure> error,
        Optional<String> reason,
        Instant createdAt,
        Instant updatedAt) {

    /** With what was decided about a promotion, not with what was done. */
    static EvaluationView of(Evaluation evaluation, Optional<Double> progress, Optional<Double> etaSeconds) {
        return of(evaluation, progress, etaSeconds, PromotionView::decided);
    }

    static EvaluationView of(
            Evaluation evaluation,
            Optional<Double> progress,
            Optional<Double> etaSeconds,
            Function<Promotion, PromotionView> promotion) {
        Optional<Outcome> outcome = Optional.empty();
        Optional<Failure> error = Optional.empty();
        Optional<String> reason = Optional.empty();
        String status;
        switch (evaluation.state()) {
            case Queued queued -> status = "queued";
            case Running running -> status = "running";
            case Completed completed -> {
                status = "completed";
                outcome = Optional.of(completed.outcome());
            }
            case Skipped skipped -> {
                status = "skipped";
                reason = Optional.of(skipped.reason());
            }
            case Failed failed -> {
                status = "failed";
                error = Optional.of(failed.failure());
            }
        }
        return new EvaluationView(
                evaluation.id().value(),
                evaluation.version().reference(),
                evaluation.version().id().value(),
                evaluation.jobId().map(JobId::value),
                status,
                status.equals("running") ? progress : Optional.empty(),
                status.equals("running") ? etaSeconds : Optional.empty(),
                outcome.map(Outcome::metrics).orElse(Map.of()),
                outcome.map(Outcome::samples),
                outcome.map(o -> o.gate().passed()),
                outcome.map(o -> o.gate().messages()).orElse(List.of()),
                outcome.map(Outcome::intervals).orElse(Map.of()),
                outcome.map(Outcome::comparisons).orElse(List.of()),
                outcome.flatMap(Outcome::promotion).map(promotion),
                outcome.map(Outcome::reports).orElse(List.of()),
                outcome.map(EvaluationFiles::names).orElse(List.of()),
                error,
                reason,
                evaluation.createdAt(),
                evaluation.updatedAt());
    }
}
