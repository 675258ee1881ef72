package dev.trainyard.trainer.domain;

import java.time.Duration;

/**
 * How long a worker leaves the queue to others after it passed a request on. Where the only workers with room are busy, the
 * same requests come back from the end of the queue: twice as long each time, up to a limit, beyond which jobs that this
 * worker has room for would wait too long.
 *
 * @param usual before a request came back
 * @param rounds how often requests went to the end of the queue since this worker last had something to do
 */
public record PassPause(Duration usual, int rounds) {
    private static final int MOST_DOUBLINGS = 3;

    /** Of a worker that passed nothing on yet. */
    public static PassPause usual(Duration usual) {
        return new PassPause(usual, 0);
    }

    /** After a request went to the end of the queue. */
    public PassPause afterRound() {
        return new PassPause(usual, Math.min(MOST_DOUBLINGS, rounds + 1));
    }

    /** After this worker had something to do. */
    public PassPause afterWork() {
        return usual(usual);
    }

    /** The time until this worker looks at the queue again. */
    public Duration time() {
        return usual.multipliedBy(1L << rounds);
    }
}
