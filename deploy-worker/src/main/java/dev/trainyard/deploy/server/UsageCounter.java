package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What this server has answered since it started. Its buckets are those of the platform's histograms: bucket i holds
 * times up to 2^(i/2) milliseconds. Thread-safe.
 */
final class UsageCounter {
    static final int BUCKETS = 42;

    private static final int CLIENT_LEFT = 499;

    private final Instant startedAt = Instant.now();
    private final long[] counts = new long[BUCKETS];
    private long requests;
    private long refused;
    private long errors;
    private double totalMillis;

    synchronized void answered(int status, long nanos) {
        double millis = nanos / 1e6;
        requests++;
        refused += status >= 400 && status < CLIENT_LEFT ? 1 : 0;
        errors += status >= 500 ? 1 : 0;
        totalMillis += millis;
        counts[bucket(millis)]++;
    }

    static int bucket(double millis) {
        int bucket = 0;
        while (bucket < BUCKETS - 1 && millis > Math.pow(2, bucket / 2.0)) {
            bucket++;
        }
        return bucket;
    }

    synchronized ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("started_at", startedAt.toString());
        json.put("requests", requests);
        json.put("refused", refused);
        json.put("errors", errors);
        json.put("total_millis", Math.round(totalMillis));
        ArrayNode buckets = json.putArray("counts");
        for (long count : counts) {
            buckets.add(count);
        }
        return json;
    }
}
