package dev.trainyard.deploy.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RestartPolicyTest {
    private final RestartPolicy policy =
            new RestartPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(5));

    @Test
    void startsAgainAtOnceThenAfterPausesThatDoubleUpToALimit() {
        assertThat(policy.pause(1)).isZero();
        assertThat(policy.pause(2)).hasSeconds(1);
        assertThat(policy.pause(3)).hasSeconds(2);
        assertThat(policy.pause(4)).hasSeconds(4);
        assertThat(policy.pause(5)).hasSeconds(5);
        assertThat(policy.pause(1000)).hasSeconds(5);
    }

    @Test
    void givesUpAfterTheLimit() {
        assertThat(policy.givesUp(3)).isFalse();
        assertThat(policy.givesUp(4)).isTrue();
    }
}
