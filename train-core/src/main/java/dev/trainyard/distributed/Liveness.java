package dev.trainyard.distributed;

import java.time.Duration;

/**
 * How long ranks wait for each other.
 *
 * @param beat time between two signs of life
 * @param silence time without a sign of life after which a rank counts as lost
 * @param meeting time for all ranks to start and meet
 * @param operation time of one sum or broadcast, in which the slowest rank reaches it
 */
record Liveness(Duration beat, Duration silence, Duration meeting, Duration operation) {
    /** Half an hour for an operation, as in PyTorch: long before, the silence of a lost rank is noticed. */
    static final Liveness DEFAULT =
            new Liveness(Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofMinutes(5), Duration.ofMinutes(30));
}
