package dev.trainyard.deploy.frontdoor;

import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.deploy.domain.Traffic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What one deployment answers, counted. Thread-safe. */
final class TrafficCount {
    private static final int CLIENT_LEFT = 499;

    private final Instant since = Instant.now();
    private final long[] buckets = new long[ResponseTimes.BUCKETS];
    private int underWay;
    private long requests;
    private long refused;
    private long errors;
    private double millis;
    private long outputs;
    private long tokens;
    private double squares;

    synchronized void began() {
        underWay++;
    }

    synchronized void ended(int status, double took, OptionalLong length) {
        underWay--;
        requests++;
        refused += status >= 400 && status < CLIENT_LEFT ? 1 : 0;
        errors += status >= 500 ? 1 : 0;
        millis += took;
        buckets[ResponseTimes.bucket(took)]++;
        if (length.isPresent() && status == 200) {
            outputs++;
            tokens += length.getAsLong();
            squares += (double) length.getAsLong() * length.getAsLong();
        }
    }

    synchronized int underWay() {
        return underWay;
    }

    synchronized Traffic traffic() {
        List<Long> counts = new ArrayList<>(buckets.length);
        for (long bucket : buckets) {
            counts.add(bucket);
        }
        ResponseTimes times = new ResponseTimes(Math.round(millis), counts);
        return new Traffic(since, requests, refused, errors, times, outputs, tokens, squares);
    }
}
