package dev.trainyard.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.gateway.domain.Job;
import java.time.Instant;

/**
 * What followers of a job get for each event.
 *
 * @param id position among the job's events
 * @param type wire name of the event
 * @param job the job after the event
 * @param data the event
 */
record JobMessage(long id, String type, Instant time, int attempt, JobSummary job, Event data) {
    static String json(long number, Job job, Event event) {
        JobMessage message = new JobMessage(
                number,
                EventCodec.type(event),
                event.head().time(),
                event.head().attempt(),
                JobSummary.of(job),
                event);
        try {
            return WireJson.mapper().writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the message of " + message.type() + " cannot be written as JSON", e);
        }
    }
}
