package dev.trainyard.deploy.app;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.StepMeasured;
import dev.trainyard.deploy.domain.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Measures one step: what was kept of it before a restart, and what has been answered since. Confined to one thread. */
final class StepMeter {
    private final Canary step;
    private final Count candidate;
    private final Count baseline;
    private Instant keptAt;

    /**
     * What one version answers in the step.
     *
     * @param earlier what was kept
     * @param begin the front door's count when this one began
     */
    private record Count(FrontDoor door, Optional<DeploymentId> id, Traffic earlier, Traffic begin) {
        static Count of(FrontDoor door, Optional<DeploymentId> id, Optional<Traffic> kept, Instant now) {
            Traffic none = Traffic.none(now);
            return new Count(door, id, kept.orElse(none), id.map(door::traffic).orElse(none));
        }

        Traffic now() {
            return id.map(version -> earlier.plus(door.traffic(version).after(begin)))
                    .orElse(earlier);
        }
    }

    /**
     * Begins to measure.
     *
     * @param kept of this step, before the service was started again
     * @param baseline the version before; absent where there is none any more
     */
    StepMeter(
            Canary step,
            Optional<StepMeasured> kept,
            FrontDoor door,
            DeploymentId candidate,
            Optional<DeploymentId> baseline,
            Instant now) {
        this.step = step;
        this.candidate = Count.of(door, Optional.of(candidate), kept.map(StepMeasured::candidate), now);
        this.baseline = Count.of(door, baseline, kept.map(StepMeasured::baseline), now);
        this.keptAt = now;
    }

    boolean isOf(Canary other) {
        return step.step() == other.step() && step.since().equals(other.since());
    }

    StepMeasured measured(Instant now) {
        long lasted = Math.max(0, Duration.between(step.since(), now).toMillis());
        return new StepMeasured(step.step(), lasted, candidate.now(), baseline.now());
    }

    /** Whether the last time that the measurement was kept is so long ago; it is to be kept now where this is true. */
    boolean isToBeKept(Instant now, Duration interval) {
        boolean due = Duration.between(keptAt, now).compareTo(interval) >= 0;
        if (due) {
            keptAt = now;
        }
        return due;
    }
}
