package dev.trainyard.trainer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.id.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TakePolicyTest {
    private static final JobId JOB = JobId.next();
    private static final TakePolicy POLICY = new TakePolicy(3);
    private static final int ATTEMPT = 4;

    /** A run in state {@code state} of submission 2, and what is to be done with a request of {@code submission}. */
    record Case(
            RunState state, boolean leaseLive, boolean cancelAsked, int failures, int submission, Class<?> decision) {
        JobRun run() {
            return new JobRun(
                    JOB,
                    2,
                    ATTEMPT,
                    state,
                    leaseLive,
                    Optional.of("other"),
                    failures,
                    cancelAsked ? Optional.of("wish") : Optional.empty());
        }
    }

    static List<Case> everyStateAndRequest() {
        List<Case> cases = new ArrayList<>();
        for (RunState state : RunState.values()) {
            for (boolean live : List.of(true, false)) {
                for (boolean cancel : List.of(true, false)) {
                    for (int failures = 0; failures < 3; failures++) {
                        for (int submission = 1; submission <= 3; submission++) {
                            cases.add(new Case(
                                    state,
                                    live,
                                    cancel,
                                    failures,
                                    submission,
                                    expected(state, live, cancel, failures, submission)));
                        }
                    }
                }
            }
        }
        return cases;
    }

    /** The table, written out a second time in other words. */
    private static Class<?> expected(RunState state, boolean live, boolean cancel, int failures, int submission) {
        boolean open = state == RunState.WAITING || state == RunState.RUNNING;
        if (submission == 1) {
            return Decision.Drop.class;
        }
        if (open && live) {
            return Decision.Hold.class;
        }
        if (submission == 3) {
            return Decision.Take.class;
        }
        if (!open) {
            return Decision.Drop.class;
        }
        if (state == RunState.WAITING) {
            return Decision.Take.class;
        }
        if (cancel) {
            return Decision.Cancel.class;
        }
        return failures == 2 ? Decision.GiveUp.class : Decision.Take.class;
    }

    @ParameterizedTest
    @MethodSource("everyStateAndRequest")
    void everyStateHasItsDecision(Case one) {
        assertThat(POLICY.decide(one.run(), one.submission())).isInstanceOf(one.decision());
    }

    @Test
    void aLostWorkerCountsAsFailureAndAReleasedJobDoesNot() {
        JobRun lost = new Case(RunState.RUNNING, false, false, 1, 2, Decision.Take.class).run();
        JobRun released = new Case(RunState.WAITING, false, false, 1, 2, Decision.Take.class).run();

        assertThat(POLICY.decide(lost, 2)).isEqualTo(new Decision.Take(ATTEMPT + 1, 2));
        assertThat(POLICY.decide(released, 2)).isEqualTo(new Decision.Take(ATTEMPT + 1, 1));
    }

    @Test
    void aNewSubmissionStartsWithoutFailuresAndWithTheNextAttempt() {
        JobRun failed = new Case(RunState.FAILED, false, true, 2, 3, Decision.Take.class).run();

        assertThat(POLICY.decide(failed, 3)).isEqualTo(new Decision.Take(ATTEMPT + 1, 0));
    }

    @Test
    void givingUpNamesTheLostWorker() {
        JobRun run = new Case(RunState.RUNNING, false, false, 2, 2, Decision.GiveUp.class).run();

        assertThat(POLICY.decide(run, 2)).isInstanceOfSatisfying(Decision.GiveUp.class, giveUp -> {
            assertThat(giveUp.failure().code()).isEqualTo(ErrorCode.WORKER_LOST);
            assertThat(giveUp.failure().message()).contains("3 attempts", "worker other");
        });
    }
}
