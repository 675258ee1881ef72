package dev.trainyard.deploy.domain;

import java.time.Duration;

/**
 * What was measured in one step of a rollout, so that a restart of the service does not lose it.
 *
 * @param step of the plan, from 0
 * @param lastedMillis how long the step has lasted while the service ran
 * @param candidate what the new version answered in the step
 * @param baseline what the version before answered in the same time
 */
public record StepMeasured(int step, long lastedMillis, Traffic candidate, Traffic baseline) {
    /** How long the step has lasted while the service ran. */
    public Duration lasted() {
        return Duration.ofMillis(lastedMillis);
    }
}
