package dev.trainyard.benchmarks;

import java.util.List;

/** Whether the sides of a race did the same work; a race in which they did not has no result. */
final class SameWork {
    static final double LOSS_TOLERANCE = 1e-4;
    static final double NORM_TOLERANCE = 1e-3;

    private SameWork() {}

    /**
     * Requires equal losses, gradient norms that are equal and not zero, and all tokens of the rows but no padding.
     *
     * @param tokens of each turn, from the data itself
     * @throws BenchmarkFailure naming the side, the turn and both values
     */
    static void requireTraining(List<Race.Entry> entries, Race.Entry reference, List<Long> tokens) {
        for (Race.Entry entry : entries) {
            for (int turn = 0; turn < entry.all().size(); turn++) {
                Turn ours = entry.all().get(turn);
                Turn theirs = reference.all().get(turn);
                String where = entry.name() + ", turn " + (turn + 1) + ": ";
                require(
                        Math.abs(ours.loss() - theirs.loss()) <= LOSS_TOLERANCE,
                        where + "loss " + ours.loss() + ", expected " + theirs.loss() + " within " + LOSS_TOLERANCE);
                require(ours.gradNorm() > 0, where + "gradient norm " + ours.gradNorm() + ", expected more than 0");
                require(
                        Math.abs(ours.gradNorm() / theirs.gradNorm() - 1) <= NORM_TOLERANCE,
                        where + "gradient norm " + ours.gradNorm() + ", expected " + theirs.gradNorm());
                require(
                        ours.tokens() == tokens.get(turn),
                        where + ours.tokens() + " tokens, but the rows have " + tokens.get(turn));
            }
        }
    }

    /** Requires the same tokens from the same prompts, as many as were asked for. */
    static void requireGeneration(List<Race.Entry> entries, Race.Entry reference, int newTokens) {
        for (Race.Entry entry : entries) {
            for (int turn = 0; turn < entry.all().size(); turn++) {
                List<Integer> ours = entry.all().get(turn).ids();
                List<Integer> theirs = reference.all().get(turn).ids();
                String where = entry.name() + ", turn " + (turn + 1) + ": ";
                require(ours.size() == newTokens, where + ours.size() + " tokens, expected " + newTokens);
                require(ours.equals(theirs), where + "generated " + ours + ", expected " + theirs);
            }
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new BenchmarkFailure("the sides did not do the same work: " + problem);
        }
    }
}
