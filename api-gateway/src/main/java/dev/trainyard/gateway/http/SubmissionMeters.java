package dev.trainyard.gateway.http;

import dev.trainyard.contracts.error.TrainyardException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** The timer {@code trainyard.submissions} by outcome: accepted, or the code it was refused with. Thread-safe. */
@Singleton
final class SubmissionMeters {
    private final MeterRegistry meters;

    SubmissionMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    <T> T measured(Supplier<T> submission) {
        Timer.Sample sample = Timer.start(meters);
        String outcome = "failed";
        try {
            T result = submission.get();
            outcome = "accepted";
            return result;
        } catch (TrainyardException e) {
            outcome = e.code().name();
            throw e;
        } finally {
            sample.stop(meters.timer("trainyard.submissions", "outcome", outcome));
        }
    }
}
