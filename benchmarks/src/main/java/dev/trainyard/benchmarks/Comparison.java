package dev.trainyard.benchmarks;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One side of a race against the reference.
 *
 * @param unitsPerSecond median of the rounds
 * @param speed of the reference's time by this side's, round by round
 * @param won rounds in which this side was faster
 * @param memory peak resident memory, as a share of the reference's
 * @param lossDifference greatest difference of a step's loss, warm-up included; NaN where nothing was trained
 */
record Comparison(Race.Entry entry, double unitsPerSecond, Ratio speed, int won, double memory, double lossDifference) {

    /** @param units of work of each round, such as tokens */
    static Comparison of(Race.Entry entry, Race.Entry reference, List<Long> units) {
        List<Turn> ours = entry.turns();
        List<Turn> theirs = reference.turns();
        double[] speed = IntStream.range(0, ours.size())
                .mapToDouble(
                        round -> theirs.get(round).seconds() / ours.get(round).seconds())
                .toArray();
        double[] rates = IntStream.range(0, ours.size())
                .mapToDouble(round -> units.get(round) / ours.get(round).seconds())
                .toArray();
        int won = (int) IntStream.range(0, speed.length)
                .filter(round -> speed[round] > 1)
                .count();
        return new Comparison(
                entry,
                Ratio.of(rates).median(),
                Ratio.of(speed),
                won,
                (double) entry.peakMegabytes() / reference.peakMegabytes(),
                lossDifference(entry.all(), reference.all()));
    }

    private static double lossDifference(List<Turn> ours, List<Turn> theirs) {
        return IntStream.range(0, ours.size())
                .mapToDouble(turn ->
                        Math.abs(ours.get(turn).loss() - theirs.get(turn).loss()))
                .reduce(0, Math::max);
    }
}
