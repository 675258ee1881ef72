package dev.trainyard.deploy.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.spec.DeploymentSpec.Limits;
import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.RolloutDecision.Advance;
import dev.trainyard.deploy.domain.RolloutDecision.Promote;
import dev.trainyard.deploy.domain.RolloutDecision.RollBack;
import dev.trainyard.deploy.domain.RolloutDecision.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each transition of a version that is being introduced. */
final class RolloutDecisionTest {
    private static final Instant BEGUN = Instant.parse("2026-01-15T10:00:00Z");

    @Test
    void aStepLastsAsLongAsPlanned() {
        assertThat(decide(0, 59, traffic(100, 0, 50), traffic(100, 0, 50)))
                .isEqualTo(new Wait("1 s of the step are left"));
        assertThat(decide(0, 60, traffic(100, 0, 50), traffic(100, 0, 50))).isEqualTo(new Advance(1));
        assertThat(decide(2, 60, traffic(100, 0, 50), traffic(0, 0, 50))).isEqualTo(new Promote());
    }

    @Test
    void aStepWaitsForItsRequests() {
        assertThat(decide(0, 600, traffic(9, 0, 50), traffic(100, 0, 50)))
                .isEqualTo(new Wait("9 of 10 requests answered"));
        assertThat(decide(0, 600, traffic(10, 0, 50), traffic(100, 0, 50))).isEqualTo(new Advance(1));
    }

    @Test
    void clearErrorsEndTheRolloutBeforeTheStepDoes() {
        assertThat(decide(1, 2, traffic(10, 3, 50), traffic(100, 0, 50)))
                .isEqualTo(new RollBack("step 2 of 3: 3 of 10 answers were errors (30.0 %, limit 5.0 %)"));
        assertThat(decide(1, 2, traffic(10, 2, 50), traffic(100, 0, 50))).isInstanceOf(Wait.class);
    }

    @Test
    void fewErrorsAreJudgedAtTheEndOfTheStep() {
        assertThat(decide(1, 60, traffic(10, 1, 50), traffic(100, 0, 50))).isInstanceOf(RollBack.class);
        assertThat(decide(1, 60, traffic(100, 5, 50), traffic(100, 0, 50))).isEqualTo(new Advance(2));
    }

    @Test
    void aVersionIsNotWorseThanTheOneBeforeThatFailsAsOften() {
        assertThat(decide(0, 60, traffic(100, 20, 50), traffic(100, 20, 50))).isEqualTo(new Advance(1));
    }

    @Test
    void slowAnswersEndTheRolloutWithBothTimes() {
        RolloutDecision decision = decide(0, 60, traffic(100, 0, 500), traffic(100, 0, 100));

        assertThat(decision).isInstanceOf(RollBack.class);
        assertThat(((RollBack) decision).why()).contains("times the", "of the version before (limit 3.0)");
        assertThat(decide(0, 59, traffic(100, 0, 500), traffic(100, 0, 100))).isInstanceOf(Wait.class);
        assertThat(decide(0, 60, traffic(100, 0, 150), traffic(100, 0, 100))).isEqualTo(new Advance(1));
    }

    @Test
    void responseTimesOfFewAnswersAreNotCompared() {
        assertThat(decide(0, 60, traffic(100, 0, 500), traffic(19, 0, 100))).isEqualTo(new Advance(1));
        assertThat(decide(0, 60, traffic(19, 0, 500), traffic(100, 0, 100))).isEqualTo(new Advance(1));
    }

    @Test
    void anAbsoluteLimitHoldsWithoutAVersionBefore() {
        Limits limits = new Limits(0.05, 3, Optional.of(100.0), Optional.empty());

        RolloutDecision decision = RolloutDecision.of(
                spec(limits), new Canary(0, BEGUN), traffic(20, 0, 500), traffic(0, 0, 1), BEGUN.plusSeconds(60));

        assertThat(decision).isInstanceOf(RollBack.class);
        assertThat(((RollBack) decision).why()).contains("(limit 100 ms)");
    }

    private static RolloutDecision decide(int step, int seconds, Traffic candidate, Traffic baseline) {
        return RolloutDecision.of(
                spec(Limits.USUAL), new Canary(step, BEGUN), candidate, baseline, BEGUN.plusSeconds(seconds));
    }

    private static DeploymentSpec spec(Limits limits) {
        return new DeploymentSpec(
                false,
                Target.LOCAL,
                true,
                true,
                60,
                Optional.of(new DeploymentSpec.Canary(List.of(10, 50, 100), 60, 10)),
                Optional.of(limits),
                Map.of());
    }

    static Traffic traffic(long requests, long errors, double millis) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(ResponseTimes.BUCKETS, 0L));
        counts.set(ResponseTimes.bucket(millis), requests);
        ResponseTimes times = new ResponseTimes((long) (requests * millis), counts);
        return new Traffic(BEGUN, requests, 0, errors, times, 0, 0, 0);
    }
}
