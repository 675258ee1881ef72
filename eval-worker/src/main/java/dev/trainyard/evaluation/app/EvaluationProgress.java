package dev.trainyard.evaluation.app;

import dev.trainyard.contracts.id.EvaluationId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the running evaluation is. Thread-safe; not kept over a restart, as the evaluation begins again. */
@ApplicationScoped
public class EvaluationProgress {
    private volatile @Nullable Share latest;

    /** Notes the share of rows done, 0 to 1. */
    void note(EvaluationId id, double share) {
        Share before = latest;
        boolean goesOn = before != null && before.id().equals(id) && share >= before.share();
        latest = new Share(id, share, before != null && goesOn ? before.begun() : System.nanoTime());
    }

    /** Empty where the evaluation is not the running one. */
    public Optional<Double> of(EvaluationId id) {
        return Optional.ofNullable(latest).filter(now -> now.id().equals(id)).map(Share::share);
    }

    /** Seconds that the rest will take at the speed so far; empty until that can be told. */
    public Optional<Double> etaSeconds(EvaluationId id) {
        return Optional.ofNullable(latest)
                .filter(now -> now.id().equals(id) && now.share() > 0)
                .map(now -> (System.nanoTime() - now.begun()) / 1e9 * (1 - now.share()) / now.share());
    }

    /** @param begun nanoseconds of the clock when the first share was heard of */
    private record Share(EvaluationId id, double share, long begun) {}
}
