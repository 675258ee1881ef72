package dev.trainyard.distributed;

import dev.trainyard.optim.ParameterBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of the gradient buffer that is summed at once.
 *
 * @param block lowest transformer block with a parameter in it; {@link #OUTSIDE} if none has
 */
record Bucket(long offset, long count, int block) {
    /** Embeddings, the last norm and the head: their gradients are taken as final at the very end. */
    static final int OUTSIDE = -1;

    private static final Pattern NUMBER = Pattern.compile("(?:^|\\.)(\\d+)(?:\\.|$)");

    /**
     * Cuts the buffer into stretches of about {@code elements}, in the order in which the backward pass finishes them:
     * the last block's first. The same for every rank.
     */
    static List<Bucket> of(List<ParameterBuffer.Place> places, long elements) {
        List<Bucket> buckets = new ArrayList<>();
        for (ParameterBuffer.Place place : places.reversed()) {
            Bucket next = new Bucket(place.offset(), place.count(), blockOf(place.name()));
            if (!buckets.isEmpty() && buckets.getLast().takes(next, elements)) {
                buckets.set(buckets.size() - 1, buckets.getLast().with(next));
            } else {
                buckets.add(next);
            }
        }
        buckets.sort(Comparator.comparingInt(Bucket::block).reversed().thenComparingLong(Bucket::offset));
        return Collections.unmodifiableList(buckets);
    }

    /** Blocks are numbered in the names of their parameters, such as {@code model.layers.3.mlp.up_proj.weight}. */
    static int blockOf(String parameter) {
        Matcher number = NUMBER.matcher(parameter);
        return number.find() ? Integer.parseInt(number.group(1)) : OUTSIDE;
    }

    /** A block that is final before the ones collected here does not wait for them. */
    private boolean takes(Bucket before, long elements) {
        boolean alike = (block == OUTSIDE) == (before.block == OUTSIDE);
        return alike && before.block <= block && count < elements;
    }

    private Bucket with(Bucket before) {
        return new Bucket(before.offset, before.count + count, Math.min(block, before.block));
    }
}
