package dev.trainyard.benchmarks;

import java.util.List;

/** Whether the sides of a race did the same work; a race in which they did not has no result. */
final class SameWork {
    /**
     * How far two sides may be apart.
     *
     * @param loss of a step
     * @param norm of its gradients, relative
     */
    record Tolerance(double loss, double norm) {
        /** Products of bfloat16 have three digits, and the sides round in different places. */
        static Tolerance of(Workload.Precision precision) {
            return switch (precision) {
                case fp32 -> new Tolerance(1e-4, 1e-3);
                case bf16 -> new Tolerance(2e-2, 5e-2);
            };
        }
    }

    private SameWork() {}

    /**
     * Requires equal losses, gradient norms that are equal and not zero, and all tokens of the rows but no padding.
     *
     * @param tokens of each turn, from the data itself
     * @throws BenchmarkFailure naming the side, the turn and both values
     */
    static void requireTraining(
            List<Race.Entry> entries, Race.Entry reference, List<Long> tokens, Tolerance tolerance) {
        for (Race.Entry entry : entries) {
            for (int turn = 0; turn < entry.all().size(); turn++) {
                Turn ours = entry.all().get(turn);
                Turn theirs = reference.all().get(turn);
                String where = entry.name() + ", turn " + (turn + 1) + ": ";
                require(
                        Math.abs(ours.loss() - theirs.loss()) <= tolerance.loss(),
                        where + "loss " + ours.loss() + ", expected " + theirs.loss() + " within " + tolerance.loss());
                require(ours.gradNorm() > 0, where + "gradient norm " + ours.gradNorm() + ", expected more than 0");
                require(
                        Math.abs(ours.gradNorm() / theirs.gradNorm() - 1) <= tolerance.norm(),
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
