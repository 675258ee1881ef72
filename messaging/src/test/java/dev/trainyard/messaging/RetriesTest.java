package dev.trainyard.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.messaging.Retries.Remedy;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {
    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "40001", "40P01", "53300", "57P01", "57P03"})
    void waitsForADatabaseThatIsAway(String state) {
        RuntimeException failure = new IllegalStateException(new SQLException("away", state));
        assertThat(Retries.remedy(failure)).isEqualTo(Remedy.WAIT);
    }

    @Test
    void waitsForAPoolWithoutAConnectionToGive() {
        assertThat(Retries.remedy(new DatabaseException("x", new SQLException("acquisition timeout"))))
                .isEqualTo(Remedy.WAIT);
    }

    @Test
    void triesAgainWhatMayBePassing() {
        assertThat(Retries.remedy(new IllegalStateException("odd"))).isEqualTo(Remedy.TRY_AGAIN);
        assertThat(Retries.remedy(new TrainyardException(ErrorCode.UNAVAILABLE, "away")))
                .isEqualTo(Remedy.TRY_AGAIN);
        assertThat(Retries.remedy(new IllegalStateException(new SQLException("not unique", "23505"))))
                .isEqualTo(Remedy.TRY_AGAIN);
    }

    @Test
    void givesUpAtOnceOnWhatTheUserHasToCorrect() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> Retries.run("event", () -> {
                    calls.incrementAndGet();
                    throw new TrainyardException(ErrorCode.CONFLICT, "no");
                }))
                .hasMessage("no");
        assertThat(calls).hasValue(1);
    }

    @Test
    void givesUpAfterFiveAttempts() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> Retries.run("event", () -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("odd");
                }))
                .hasMessage("odd");
        assertThat(calls).hasValue(5);
    }
}
