package dev.trainyard.contracts.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A histogram of durations whose buckets are the same everywhere, so that histograms add up.
 *
 * @param totalMillis sum of all durations
 * @param counts of each bucket: bucket i holds durations up to 2^(i/2) milliseconds and above those of the bucket before;
 *     the last one holds all longer ones
 */
public record ResponseTimes(long totalMillis, List<Long> counts) {
    /** Number of buckets; the last but one ends at 17 minutes. */
    public static final int BUCKETS = 42;

    /** Errors: {@link IllegalArgumentException} where there are not {@link #BUCKETS} counts. */
    public ResponseTimes {
        counts = List.copyOf(counts);
        if (counts.size() != BUCKETS) {
            throw new IllegalArgumentException(counts.size() + " counts, expected " + BUCKETS);
        }
    }

    /** No durations. */
    public static ResponseTimes none() {
        return new ResponseTimes(0, Collections.nCopies(BUCKETS, 0L));
    }

    /** The bucket of a duration. */
    public static int bucket(double millis) {
        for (int bucket = 0; bucket < BUCKETS - 1; bucket++) {
            if (millis <= bound(bucket)) {
                return bucket;
            }
        }
        return BUCKETS - 1;
    }

    private static double bound(int bucket) {
        return Math.pow(2, bucket / 2.0);
    }

    /** The durations of both. */
    public ResponseTimes plus(ResponseTimes other) {
        return combined(other, 1);
    }

    /** The durations that came since an earlier state of the same histogram. */
    public ResponseTimes since(ResponseTimes earlier) {
        return combined(earlier, -1);
    }

    private ResponseTimes combined(ResponseTimes other, int sign) {
        List<Long> sums = new ArrayList<>(BUCKETS);
        for (int i = 0; i < BUCKETS; i++) {
            sums.add(counts.get(i) + sign * other.counts.get(i));
        }
        return new ResponseTimes(totalMillis + sign * other.totalMillis, sums);
    }

    /** How many durations there are. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Mean in milliseconds; 0 where there are none. */
    public double meanMillis() {
        return count() == 0 ? 0 : (double) totalMillis / count();
    }

    /**
     * The duration in milliseconds that a share of all does not exceed, within a bucket as if they were spread evenly; at
     * most a factor of 1.42 from the true one. 0 where there are none.
     *
     * @param share between 0 and 1, such as 0.95
     */
    public double percentileMillis(double share) {
        double wanted = share * count();
        double seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            long inside = counts.get(i);
            if (inside > 0 && seen + inside >= wanted) {
                double lower = i == 0 ? 0 : bound(i - 1);
                double upper = i == BUCKETS - 1 ? lower : bound(i);
                return lower + (upper - lower) * Math.max(0, wanted - seen) / inside;
            }
            seen += inside;
        }
        return 0;
    }
}
