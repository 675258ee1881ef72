package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    @Test
    void aLossImprovesByFalling() {
        EarlyStopping state = watching("validation_loss", 0, 2).after(10, 2.0).after(20, 1.5);
        assertThat(state.isBest(20)).isTrue();
        assertThat(state.best()).hasValue(1.5);
        assertThat(state.after(30, 1.6).isBest(30)).isFalse();
        assertThat(state.after(30, 1.6).bestStep()).isEqualTo(20);
    }

    @Test
    void anAccuracyImprovesByRising() {
        EarlyStopping state = watching("token_accuracy", 0, 2).after(10, 0.5);
        assertThat(state.after(20, 0.6).isBest(20)).isTrue();
        assertThat(state.after(20, 0.4).isBest(20)).isFalse();
    }

    @Test
    void patienceIsUsedUpByValidationsWithoutImprovement() {
        EarlyStopping state = watching("validation_loss", 0, 2).after(1, 1.0).after(2, 1.0);
        assertThat(state.isExhausted()).isFalse();
        assertThat(state.after(3, 1.1).isExhausted()).isTrue();
        assertThat(state.after(3, 0.9).after(4, 1.0).isExhausted()).isFalse();
    }

    @Test
    void gainsBelowTheThresholdDoNotRenewPatienceButCountAsBest() {
        EarlyStopping state = watching("validation_loss", 0.1, 2).after(1, 1.0).after(2, 0.95);
        assertThat(state.isBest(2)).isTrue();
        assertThat(state.withoutImprovement()).isEqualTo(1);
        assertThat(state.after(3, 0.89).withoutImprovement())
                .as("0.11 below the reference 1.0")
                .isZero();
        assertThat(state.after(3, 0.94).isExhausted()).isTrue();
    }

    @Test
    void withoutPatienceItNeverEnds() {
        EarlyStopping state = watching("perplexity", 0, 0);
        for (int step = 1; step < 100; step++) {
            state = state.after(step, 5.0);
        }
        assertThat(state.isExhausted()).isFalse();
    }

    @Test
    void aValueThatIsNotANumberIsNoImprovement() {
        EarlyStopping state = watching("validation_loss", 0, 1).after(1, Double.NaN);
        assertThat(state.best()).isEmpty();
        assertThat(state.isExhausted()).isTrue();
        assertThat(state.after(2, 3.0).isBest(2)).isTrue();
    }

    private static EarlyStopping watching(String metric, double minDelta, int patience) {
        OptionalInt limit = patience == 0 ? OptionalInt.empty() : OptionalInt.of(patience);
        return EarlyStopping.watching(new TrainConfig.Validation(0, limit, minDelta, metric, true));
    }
}
