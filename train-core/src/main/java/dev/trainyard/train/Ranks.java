package dev.trainyard.train;

import dev.trainyard.data.AccumulationGroup;
import dev.trainyard.data.Batch;
import dev.trainyard.distributed.GradientReducer;
import dev.trainyard.distributed.ProcessGroup;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * What the processes of a run share out and agree on. One process alone has everything and agrees with itself. All of
 * them ask the same questions in the same order. For one thread.
 */
final class Ranks {
    static final Ranks SINGLE = new Ranks(ProcessGroup.SINGLE);

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final ProcessGroup group;

    Ranks(ProcessGroup group) {
        this.group = group;
    }

    /** Whether this rank writes files and tells of events. */
    boolean isFirst() {
        return group.isFirst();
    }

    int rank() {
        return group.rank();
    }

    int size() {
        return group.size();
    }

    GradientReducer reducer(ParameterBuffer parameters) {
        return new GradientReducer(group, parameters);
    }

    /** This rank's part of a step; there may be none at the end of an epoch. */
    List<Batch> share(AccumulationGroup step) {
        return step.batches().stream()
                .map(batch -> batch.share(group.rank(), group.size()))
                .filter(batch -> batch.size() > 0)
                .toList();
    }

    /** Whether any rank was asked to stop, so that all stop after the same step. */
    boolean anyStops(StopSignal stop) {
        return group.sum(stop.requested() ? 1 : 0)[0] > 0;
    }

    double sum(double value) {
        return group.sum(value)[0];
    }

    /** The sum of the scores of all ranks. */
    Score sum(Score mine) {
        return mine.withSums(group.sum(mine.sums()));
    }

    /** What rank 0 computed: machines of different processors may differ in the last bits. */
    double ofFirst(double value) {
        return group.sum(isFirst() ? value : 0)[0];
    }

    /** The score of all rows, of which each rank scores a share where there are enough. */
    Score score(Validator held, Objective objective) {
        if (group.size() == 1 || held.size() < group.size()) {
            return held.score(objective);
        }
        Score mine = held.share(group.rank(), group.size()).score(objective);
        return mine.withSums(group.sum(mine.sums()));
    }

    /** First on rank 0, then on the others: what it writes is there for them, and nobody else writes. */
    <T> T inTurn(String purpose, Supplier<T> work) {
        if (!isFirst()) {
            group.barrier(purpose);
        }
        T result = work.get();
        if (isFirst()) {
            group.barrier(purpose);
        }
        return result;
    }

    void barrier(String purpose) {
        group.barrier(purpose);
    }

    /** Of one seed a different one for each rank; the first keeps it. */
    long seed(long seed) {
        return seed ^ group.rank() * GOLDEN_RATIO;
    }

    /** The states of the random numbers of all ranks, by rank. */
    List<byte[]> randomStates(Rng random) {
        String mine = Base64.getEncoder().encodeToString(random.state());
        return group.gather("random states", mine).stream()
                .map(Base64.getDecoder()::decode)
                .toList();
    }

    /**
     * Errors: INVALID_SPEC where the ranks say different things.
     *
     * @param what for the message
     */
    void requireSame(String what, String mine) {
        List<String> said = group.gather(what, mine);
        for (int rank = 1; rank < said.size(); rank++) {
            if (!said.get(rank).equals(said.getFirst())) {
                throw new TrainingFailure(
                        FailureCode.INVALID_SPEC,
                        "the processes of this run do not agree on " + what + ": rank 0 has "
                                + difference(said.getFirst(), said.get(rank)) + ", rank " + rank + " has "
                                + difference(said.get(rank), said.getFirst())
                                + "; give all of them the same configuration, data, model and program");
            }
        }
    }

    /** The lines of {@code text} that {@code other} does not have. */
    private static List<String> difference(String text, String other) {
        List<String> others = other.lines().toList();
        return text.lines().filter(line -> !others.contains(line)).toList();
    }

    /** Errors: INTERNAL where the ranks' weights went apart; what they save would then be only one rank's. */
    void requireSameWeights(ParameterBuffer parameters) {
        if (group.size() > 1) {
            List<String> digests = group.gather("weights", digest(parameters));
            if (digests.stream().distinct().count() > 1) {
                throw new TrainingFailure(
                        FailureCode.INTERNAL,
                        "the weights of the ranks went apart, their checksums are " + digests
                                + ": train on machines of the same kind with the same number of threads");
            }
        }
    }

    private static String digest(ParameterBuffer parameters) {
        CRC32C digest = new CRC32C();
        try (Scope scope = Scope.open()) {
            for (ByteBuffer window : parameters.values_N().to(Device.CPU).memory()) {
                digest.update(window);
            }
        }
        return Long.toHexString(digest.getValue());
    }
}
