package dev.trainyard.gateway.app;

import dev.trainyard.gateway.domain.JobRepository;
import dev.trainyard.gateway.domain.JobStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gauge {@code trainyard.jobs} by status, counted in the database when it is looked at. Thread-safe. */
@Singleton
final class JobMeters {
    private static final Logger LOG = LoggerFactory.getLogger(JobMeters.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final JobRepository repository;
    private final MeterRegistry meters;
    private Map<JobStatus, Long> counts = Map.of();
    private long countedAt = System.nanoTime() - FRESH_NANOS;

    JobMeters(JobRepository repository, MeterRegistry meters) {
        this.repository = repository;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        for (JobStatus status : JobStatus.values()) {
            Gauge.builder("trainyard.jobs", () -> count(status))
                    .description("jobs by status")
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private synchronized long count(JobStatus status) {
        if (System.nanoTime() - countedAt >= FRESH_NANOS) {
            countedAt = System.nanoTime();
            refresh();
        }
        return counts.getOrDefault(status, 0L);
    }

    private void refresh() {
        try {
            counts = repository.countByStatus();
        } catch (RuntimeException e) {
            LOG.warn("jobs cannot be counted now: {}", e.getMessage());
        }
    }
}
