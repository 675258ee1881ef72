package dev.trainyard.contracts.event;

import dev.trainyard.contracts.id.EventId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What every event carries.
 *
 * @param id consumers handle each id once
 * @param attempt which run of the job this belongs to, from 1; 0 where no run is meant. Consumers ignore events of an
 *     older attempt than they have seen (fencing).
 * @param sequence order within the attempt, from 0
 * @param time when the fact became true, at the producer, microseconds
 */
public record EventHead(EventId id, int attempt, long sequence, Instant time) {
    public EventHead {
        time = time.truncatedTo(ChronoUnit.MICROS);
    }

    /** A head with a new id and the present time. */
    public static EventHead now(int attempt, long sequence) {
        return new EventHead(EventId.next(), attempt, sequence, Instant.now());
    }

    /** A head for facts outside a job's runs. */
    public static EventHead now() {
        return now(0, 0);
    }
}
