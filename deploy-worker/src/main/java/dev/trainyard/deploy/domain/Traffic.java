package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.ResponseTimes;
import java.time.Instant;

/**
 * What one deployment has answered since counting began.
 *
 * @param since when counting began
 * @param refused those that were the caller's error, status 400 to 498
 * @param errors those that were the server's, status 500 and above
 * @param times from the arrival of a request to the end of its answer
 * @param outputs answers whose length in tokens is known
 * @param tokens of all those together
 * @param squares sum of the squares of those lengths
 */
public record Traffic(
        Instant since,
        long requests,
        long refused,
        long errors,
        ResponseTimes times,
        long outputs,
        long tokens,
        double squares) {
    /** Nothing was answered yet. */
    public static Traffic none(Instant since) {
        return new Traffic(since, 0, 0, 0, ResponseTimes.none(), 0, 0, 0);
    }

    /** What came since an earlier state of the same count; all, where counting began anew. */
    public Traffic after(Traffic earlier) {
        if (!earlier.since.equals(since)) {
            return this;
        }
        return new Traffic(
                since,
                requests - earlier.requests,
                refused - earlier.refused,
                errors - earlier.errors,
                times.since(earlier.times),
                outputs - earlier.outputs,
                tokens - earlier.tokens,
                squares - earlier.squares);
    }

    /** What both have counted; counting began when this one began. */
    public Traffic plus(Traffic later) {
        return new Traffic(
                since,
                requests + later.requests,
                refused + later.refused,
                errors + later.errors,
                times.plus(later.times),
                outputs + later.outputs,
                tokens + later.tokens,
                squares + later.squares);
    }

    /** Share of requests that ended in an error of the server; 0 where there were none. */
    public double errorRate() {
        return requests == 0 ? 0 : (double) errors / requests;
    }

    /** Time that 95 % of the answers took at most. */
    public double p95Millis() {
        return times.percentileMillis(0.95);
    }

    /** Mean length of an answer in tokens; 0 where none is known. */
    public double meanTokens() {
        return outputs == 0 ? 0 : (double) tokens / outputs;
    }

    /** Variance of the lengths; 0 with fewer than two. */
    public double varianceOfTokens() {
        if (outputs < 2) {
            return 0;
        }
        double mean = meanTokens();
        return Math.max(0, (squares - outputs * mean * mean) / (outputs - 1));
    }

    /** As told to those who count usage. */
    public UsageReading reading(Instant now) {
        return new UsageReading(since, now, requests, refused, errors, times);
    }
}
