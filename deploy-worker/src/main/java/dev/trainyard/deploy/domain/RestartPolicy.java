package dev.trainyard.deploy.domain;

import java.time.Duration;

/**
 * How a server that died is started again: after a pause that doubles, up to a number of deaths in a row.
 *
 * @param limit deaths in a row after which the deployment has failed
 * @param firstPause before the second start; the first follows at once
 * @param longestPause the pause does not grow beyond this
 * @param stableAfter a server that lived this long has recovered: its next death counts as the first
 */
public record RestartPolicy(int limit, Duration firstPause, Duration longestPause, Duration stableAfter) {

    /** The pause before a start, after this many deaths in a row, from 1. */
    public Duration pause(int deaths) {
        if (deaths <= 1) {
            return Duration.ZERO;
        }
        Duration pause = firstPause.multipliedBy(1L << Math.min(deaths - 2, 20));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    /** Whether this many deaths in a row are too many. */
    public boolean givesUp(int deaths) {
        return deaths > limit;
    }
}
