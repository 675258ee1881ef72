package dev.trainyard.deploy.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.spec.DeploymentSpec.Limits;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WatchPolicyTest {
    private static final Limits DRIFT = new Limits(0.05, 3, Optional.empty(), Optional.of(4.0));

    @Test
    void tooFewAnswersSayNothing() {
        assertThat(WatchPolicy.problem(DRIFT, RolloutDecisionTest.traffic(19, 19, 5), lengths(50, 10, 2)))
                .isEmpty();
    }

    @Test
    void errorsBeyondTheLimitAreAProblem() {
        assertThat(WatchPolicy.problem(DRIFT, RolloutDecisionTest.traffic(20, 3, 5), lengths(50, 10, 2)))
                .contains("3 of the last 20 answers were errors (limit 5.0 %)");
        assertThat(WatchPolicy.problem(DRIFT, RolloutDecisionTest.traffic(20, 2, 5), lengths(50, 10, 2)))
                .isEmpty();
    }

    @Test
    void driftIsWelchsTOfTheTwoMeans() {
        // (13 - 10) / sqrt(4/25 + 9/100) = 6
        Traffic window = lengths(25, 13, 2);
        Traffic first = lengths(100, 10, 3);

        assertThat(WatchPolicy.drift(window, first)).isCloseTo(6, within(1e-9));
        assertThat(WatchPolicy.drift(first, first)).isZero();
        assertThat(WatchPolicy.problem(DRIFT, window, first))
                .contains("answers have 13.0 tokens on average, the first 100 had 10.0: 6.0 standard errors apart"
                        + " (limit 4.0)");
        assertThat(WatchPolicy.problem(Limits.USUAL, window, first)).isEmpty();
    }

    @Test
    void lengthsAreNotComparedBeforeThereIsAReference() {
        assertThat(WatchPolicy.drift(lengths(25, 13, 2), lengths(49, 10, 3))).isZero();
    }

    /** Answers of this mean length and sample standard deviation. */
    private static Traffic lengths(long count, long mean, double deviation) {
        double squares = deviation * deviation * (count - 1) + (double) count * mean * mean;
        return new Traffic(Instant.EPOCH, count, 0, 0, ResponseTimes.none(), count, count * mean, squares);
    }
}
