package dev.trainyard.registry.http;

import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.registry.domain.UsageDay;
import java.time.LocalDate;

/**
 * Usage of a version on a day. Percentiles come from a histogram and are at most a factor of 1.42 from the true ones.
 *
 * @param version {@code name/number}
 * @param day in UTC
 * @param refused answered with status 400 to 499: the caller's error
 * @param errors answered with status 500 and above
 * @param meanMillis from the arrival of a request to the end of its answer
 */
record UsageView(
        String version,
        LocalDate day,
        long requests,
        long refused,
        long errors,
        double meanMillis,
        double p50Millis,
        double p90Millis,
        double p99Millis) {
    static UsageView of(String reference, UsageDay usage) {
        ResponseTimes times = usage.responseTimes();
        return new UsageView(
                reference,
                usage.day(),
                usage.requests(),
                usage.refused(),
                usage.errors(),
                times.meanMillis(),
                times.percentileMillis(0.5),
                times.percentileMillis(0.9),
                times.percentileMillis(0.99));
    }
}
