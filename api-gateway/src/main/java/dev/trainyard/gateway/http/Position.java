package dev.trainyard.gateway.http;

import java.util.Optional;

/** Where a follower goes on: the number of the last event it has. */
final class Position {
    private Position() {}

    /** What is no number means the beginning: better an event twice than one lost. */
    static long after(Optional<String> written) {
        try {
            return Math.max(0, Long.parseLong(written.orElse("0").strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
