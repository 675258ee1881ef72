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
        latest = new Share(id, share);
    }

    /** Empty where the evaluation is not the running one. */
    public Optional<Double> of(EvaluationId id) {
        return Optional.ofNullable(latest).filter(now -> now.id().equals(id)).map(Share::share);
    }

    private record Share(EvaluationId id, double share) {}
}
