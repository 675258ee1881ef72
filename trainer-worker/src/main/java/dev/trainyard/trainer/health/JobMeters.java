package dev.trainyard.trainer.health;

import dev.trainyard.trainer.app.RunningJob;
import dev.trainyard.trainer.app.RunningJobs;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What this worker does right now, in numbers. */
@ApplicationScoped
class JobMeters {
    private final RunningJobs jobs;
    private final MeterRegistry metrics;

    JobMeters(RunningJobs jobs, MeterRegistry metrics) {
        this.jobs = jobs;
        this.metrics = metrics;
    }

    void onStart(@Observes StartupEvent event) {
        Gauge.builder("trainyard.jobs.running", this, JobMeters::running)
                .description("Training processes of this worker")
                .strongReference(true)
                .register(metrics);
        Gauge.builder("trainyard.tokens.per.second", this, JobMeters::tokensPerSecond)
                .description("Tokens that this worker trains on per second, over all its jobs")
                .strongReference(true)
                .register(metrics);
    }

    private double running() {
        return jobs.now().stream().filter(job -> job.pid().isPresent()).count();
    }

    private double tokensPerSecond() {
        return jobs.now().stream().mapToDouble(RunningJob::tokensPerSecond).sum();
    }
}
