package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationSkipped;
import dev.trainyard.contracts.spec.DeploymentSpec;

/** Whether an evaluated version is deployed. */
public sealed interface DeploymentDecision {
    record Deploy() implements DeploymentDecision {}

    record Skip(String reason) implements DeploymentDecision {}

    /** A scored version is deployed when the spec asks for it and its gate passed. */
    static DeploymentDecision of(EvaluationCompleted evaluation) {
        if (!evaluation.gatePassed()) {
            return new Skip("the evaluation gate did not pass: " + String.join("; ", evaluation.gateMessages()));
        }
        return asked(evaluation.deployment());
    }

    /** A version with nothing to score it on has no gate to pass. */
    static DeploymentDecision of(EvaluationSkipped evaluation) {
        return asked(evaluation.deployment());
    }

    private static DeploymentDecision asked(DeploymentSpec wanted) {
        return wanted.autoDeploy() ? new Deploy() : new Skip("deployment.auto_deploy is false");
    }
}
