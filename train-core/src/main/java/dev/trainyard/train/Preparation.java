package dev.trainyard.train;

import dev.trainyard.data.RenderedRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of a run before its first step.
 *
 * @param rows to train on
 * @param heldOutRows to validate on
 * @param tokens of the rows to train on
 * @param supervisedTokens of them, those that are learnt
 * @param cutRows rows that were cut to {@code maxLength} tokens
 * @param batching which rows share a batch, as configured
 * @param batchesPerEpoch forward passes of an epoch
 * @param totalSteps optimizer steps of the run
 * @param plannedTokens tokens of the run, over all epochs
 * @param cached whether the encoded rows came from the cache
 * @param samples the first rows as the model gets them
 */
public record Preparation(
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
        List<RenderedRow> samples,
        Memory memory) {
    public Preparation {
        samples = List.copyOf(samples);
    }

    /**
     * Memory in bytes.
     *
     * @param estimated at the highest
     * @param limit that the run may take
     * @param parts of the estimate by name
     */
    public record Memory(long estimated, long limit, Map<String, Long> parts) {}

    /** All of it but the samples in a sentence. */
    public String summary() {
        String cut = cutRows > 0 ? ", " + cutRows + " of them cut to " + maxLength + " tokens" : "";
        String heldOut = heldOutRows > 0 ? ", " + heldOutRows + " rows held out" : "";
        return String.format(
                Locale.ROOT,
                "%d rows with %d tokens, %d to learn%s%s; %d batches an epoch, %d steps; about %s of memory%s",
                rows,
                tokens,
                supervisedTokens,
                cut,
                heldOut,
                batchesPerEpoch,
                totalSteps,
                MemoryFit.size(memory.estimated),
                cached ? "; encoded rows from the cache" : "");
    }
}
