package dev.trainyard.gateway.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker found out about a job before its first step, from the report in the job's folder.
 *
 * @param rows to train on
 * @param tokens of the rows to train on
 * @param supervisedTokens of them, those that are learnt
 * @param cutRows rows that were cut to {@code maxLength} tokens
 * @param plannedTokens tokens of the whole run
 * @param cached whether the encoded rows were kept from an earlier run
 * @param time empty until the first steps were taken
 * @param samples the first rows as the model gets them
 */
public record JobPreparation(
        long rows,
        long heldOutRows,
        long tokens,
        long supervisedTokens,
        long cutRows,
        int maxLength,
        String batching,
        int batchesPerEpoch,
        int totalSteps,
        long plannedTokens,
        boolean cached,
        Memory memory,
        Optional<Time> time,
        List<Sample> samples) {
    public JobPreparation {
        samples = samples == null ? List.of() : List.copyOf(samples);
    }

    /**
     * Memory in bytes.
     *
     * @param parts of the estimate by name
     * @param peakBytes what it took, once the job has ended
     */
    public record Memory(long estimatedBytes, long limitBytes, Map<String, Long> parts, Optional<Long> peakBytes) {}

    /**
     * Time in seconds, and cost where an hour has a price.
     *
     * @param seconds what it took, once the job has ended
     */
    public record Time(
            Optional<Integer> forecastAfterStep,
            Optional<Double> forecastSeconds,
            Optional<Double> forecastCost,
            Optional<Double> seconds,
            Optional<Double> cost) {}

    /**
     * A row as text, what is learnt between {@code ⟦} and {@code ⟧}.
     *
     * @param row file and line
     * @param fullTokens before it was cut
     */
    public record Sample(String row, int tokens, int supervised, int fullTokens, String text) {}
}
