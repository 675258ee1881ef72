package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.id.JobId;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The events of each job, numbered. Frequent kinds are thinned out as they grow old, so that a job of any length keeps
 * a bounded number of them, spread evenly, the newest one always among them.
 */
public interface EventLog {
    /** How many events of one frequent kind are kept per job, at most. */
    int MOST_OF_A_KIND = 512;

    /**
     * Appends an event; the job must be locked by the running transaction.
     *
     * @param frequent whether events of this type may be thinned out
     * @param message makes the JSON from the event's number
     */
    void append(JobId id, String type, Instant time, boolean frequent, LongFunction<String> message);

    /** Events after a number, in order. */
    List<StoredEvent> after(JobId id, long number, int limit);

    /** Events of one kind, in order. */
    List<StoredEvent> ofType(JobId id, String type);
}
