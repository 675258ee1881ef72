package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.error.Failure;
import java.util.List;

/**
 * How the processes of a run ended, each called a rank.
 *
 * @param ends in the order in which they ended
 */
public record RunEnd(List<RankEnd> ends) {
    private static final int FIRST = 0;

    public RunEnd {
        ends = List.copyOf(ends);
    }

    /**
     * How one of them ended.
     *
     * @param killed whether this worker killed it because another one had ended
     */
    public record RankEnd(int rank, ProcessEnd end, boolean killed) {}

    /** What became of the attempt: the result of the first rank, or why the rank that failed first did. */
    public AttemptEnd meaning() {
        AttemptEnd first = ends.stream()
                .filter(end -> end.rank() == FIRST)
                .findFirst()
                .orElseThrow()
                .end()
                .meaning();
        if (ends.size() == 1 || !(first instanceof AttemptEnd.Failed)) {
            return first;
        }
        RankEnd cause = cause();
        AttemptEnd.Failed failed = (AttemptEnd.Failed) cause.end().meaning();
        return new AttemptEnd.Failed(new Failure(
                failed.failure().code(),
                "rank " + cause.rank() + " of " + ends.size() + ": "
                        + failed.failure().message()));
    }

    /** Ranks that follow another one to its end tell nothing about why. */
    private RankEnd cause() {
        List<RankEnd> failed = ends.stream()
                .filter(end -> end.end().meaning() instanceof AttemptEnd.Failed)
                .filter(end -> end.end().exitCode() != 0)
                .toList();
        return failed.stream()
                .filter(end -> !end.killed() && !end.end().isConsequence())
                .findFirst()
                .orElseGet(() -> failed.isEmpty() ? ends.getFirst() : failed.getFirst());
    }
}
