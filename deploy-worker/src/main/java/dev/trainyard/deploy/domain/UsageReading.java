package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.ResponseTimes;
import java.time.Instant;

/**
 * What a server has answered since it started, as it said at a time.
 *
 * @param startedAt when the server started; its counters began with 0
 * @param readAt when it was asked
 */
public record UsageReading(
        Instant startedAt, Instant readAt, long requests, long refused, long errors, ResponseTimes responseTimes) {
    /** What was answered since an earlier reading; all of it where another server was read then. */
    public UsageReading since(UsageReading earlier) {
        if (!earlier.startedAt.equals(startedAt)) {
            return this;
        }
        return new UsageReading(
                earlier.readAt,
                readAt,
                requests - earlier.requests,
                refused - earlier.refused,
                errors - earlier.errors,
                responseTimes.since(earlier.responseTimes));
    }
}
