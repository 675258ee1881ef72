package dev.trainyard.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.trainer.domain.Stop;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatienceTest {
    private static final RuntimeException AWAY =
            new IllegalStateException("away", new SQLException("connection refused", "08001"));
    private static final RuntimeException WRONG =
            new IllegalStateException("wrong", new SQLException("syntax", "42601"));

    private final StopSignal stop = new StopSignal();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void aDatabaseThatComesBackIsWaitedFor() {
        String result = new Patience(stop).call(() -> {
            if (calls.incrementAndGet() == 1) {
                throw AWAY;
            }
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(calls).hasValue(2);
    }

    @Test
    void aWrongStatementIsNotRepeated() {
        assertThatThrownBy(() -> new Patience(stop).run(() -> {
                    calls.incrementAndGet();
                    throw WRONG;
                }))
                .isSameAs(WRONG);
        assertThat(calls).hasValue(1);
    }

    @Test
    void aWorkerThatShutsDownDoesNotWait() {
        stop.request(new Stop.Shutdown());

        assertThatThrownBy(() -> new Patience(stop).run(() -> {
                    throw AWAY;
                }))
                .isSameAs(AWAY);
    }
}
