package dev.trainyard.distributed;

import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Pending;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up the gradients of all ranks, stretch by stretch, while the backward pass still runs: as soon as it is done with
 * a transformer block for the last time in a step, that block's gradients are on their way.
 *
 * <p>Source: Li et al. 2020, section 3.2.3 (gradient bucketing and overlap). Thread-safety: for one thread.
 */
public final class GradientReducer {
    /** Small enough that the first leaves early, large enough that its start does not count. */
    private static final long BUCKET_ELEMENTS = 1 << 20;

    private final ProcessGroup group;
    private final Tensor gradients_N;
    private final List<Bucket> buckets;
    private final List<Pending> begun = new ArrayList<>();

    public GradientReducer(ProcessGroup group, ParameterBuffer parameters) {
        this(group, parameters, BUCKET_ELEMENTS);
    }

    GradientReducer(ProcessGroup group, ParameterBuffer parameters, long bucketElements) {
        this.group = group;
        this.gradients_N = parameters.gradients_N();
        this.buckets = group.size() == 1 ? List.of() : Bucket.of(parameters.places(), bucketElements);
    }

    /** The gradients of this block and of all above it are final for this step: they are on their way from here on. */
    public void blockDone(int block) {
        while (begun.size() < buckets.size() && buckets.get(begun.size()).block() >= block) {
            begin(buckets.get(begun.size()));
        }
    }

    /** All gradients are final; returns when all are the sums over all ranks. */
    public void finish() {
        while (begun.size() < buckets.size()) {
            begin(buckets.get(begun.size()));
        }
        begun.forEach(Pending::await);
        begun.clear();
    }

    /** Sums begun so far in this step. */
    int begun() {
        return begun.size();
    }

    private void begin(Bucket bucket) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            begun.add(group.sum(gradients_N.narrow(0, bucket.offset(), bucket.count())));
        }
    }
}
