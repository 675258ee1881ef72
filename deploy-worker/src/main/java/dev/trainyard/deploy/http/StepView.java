package dev.trainyard.deploy.http;

import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.StepMeasured;
import dev.trainyard.deploy.domain.Traffic;
import java.time.Instant;
import java.util.Optional;

/**
 * The step at which a version that is being introduced is.
 *
 * @param number of the step, from 1
 * @param steps of the plan
 * @param since when it began; time in which the service did not run is left out
 * @param held why it stays there until somebody promotes it or goes back
 * @param candidate what the new version answered in it; absent until it was measured
 * @param baseline what the version before answered in the same time
 */
record StepView(
        int number,
        int steps,
        Instant since,
        Optional<String> held,
        Optional<Measured> candidate,
        Optional<Measured> baseline) {

    /** What one version answered. */
    record Measured(long requests, long refused, long errors, double errorRate, double p95Millis) {
        static Measured of(Traffic traffic) {
            return new Measured(
                    traffic.requests(), traffic.refused(), traffic.errors(), traffic.errorRate(), traffic.p95Millis());
        }
    }

    /** Empty where the deployment is not being introduced. */
    static Optional<StepView> of(Deployment deployment, Optional<StepMeasured> newest) {
        if (!(deployment.state() instanceof Canary canary)) {
            return Optional.empty();
        }
        Optional<StepMeasured> measured = newest.filter(step -> step.step() == canary.step());
        return Optional.of(new StepView(
                canary.step() + 1,
                deployment.wanted().rollout().steps().size(),
                canary.since(),
                canary.held(),
                measured.map(step -> Measured.of(step.candidate())),
                measured.map(step -> Measured.of(step.baseline()))));
    }
}
