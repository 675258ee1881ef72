package dev.trainyard.gateway.app;

import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.TrainingProgressed;
import dev.trainyard.contracts.event.TrainingEvent.ValidationMeasured;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.gateway.domain.EventLog;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobRepository;
import jakarta.inject.Singleton;

/** Writes down what a job has become, and by which event. Thread-safe. */
@Singleton
final class JobHistory {
    private final JobRepository repository;
    private final EventLog log;

    JobHistory(JobRepository repository, EventLog log) {
        this.repository = repository;
        this.log = log;
    }

    /** Needs the transaction that holds the job. */
    void record(Job changed, Event event) {
        repository.replace(changed);
        log.append(
                changed.id(),
                EventCodec.type(event),
                event.head().time(),
                isFrequent(event),
                number -> JobMessage.json(number, changed, event));
    }

    private static boolean isFrequent(Event event) {
        return event instanceof TrainingProgressed
                || event instanceof ValidationMeasured
                || event instanceof CheckpointSaved;
    }
}
