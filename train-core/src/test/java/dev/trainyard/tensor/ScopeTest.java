package dev.trainyard.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void freesWhatWasMadeInIt() {
        Tensor x;
        try (Scope scope = Scope.open()) {
            x = Tensor.ones(3);
        }
        assertThat(x.isClosed()).isTrue();
        assertThatThrownBy(x::sum).isInstanceOf(IllegalStateException.class).hasMessageContaining("was freed");
    }

    @Test
    void handsOverToTheEnclosingScope() {
        Tensor x;
        try (Scope outer = Scope.open()) {
            try (Scope inner = Scope.open()) {
                x = inner.leave(Tensor.ones(3));
            }
            assertThat(x.sum().item()).isEqualTo(3);
        }
        assertThat(x.isClosed()).isTrue();
    }

    @Test
    void keptTensorsOutliveAllScopes() {
        Tensor x;
        try (Scope outer = Scope.open();
                Scope inner = Scope.open()) {
            x = Tensor.ones(3).keep();
        }
        assertThat(x.sum().item()).isEqualTo(3);
        x.close();
        x.close();
        assertThat(x.isClosed()).isTrue();
    }

    @Test
    void leavesTensorsOfOthersAlone() {
        try (Tensor parameter = Tensor.ones(3).keep()) {
            try (Scope scope = Scope.open()) {
                scope.leave(parameter);
            }
            assertThat(parameter.sum().item()).isEqualTo(3);
        }
    }

    @Test
    void refusesToCloseOutOfOrder() {
        try (Scope outer = Scope.open();
                Scope inner = Scope.open()) {
            assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void holdsNoHandlesAfterwards() {
        round();
        long before = NativeMemory.now().handles();
        for (int i = 0; i < 20; i++) {
            round();
        }
        assertThat(NativeMemory.now().handles()).isEqualTo(before);
    }

    private static void round() {
        try (Scope outer = Scope.open()) {
            Tensor weight = Tensor.ones(4, 4).requireGrad(true);
            Tensor loss;
            try (Scope inner = Scope.open();
                    Rng rng = Rng.seeded(3)) {
                Tensor h = Functions.linear(Tensor.empty(DType.FLOAT32, 2, 4).normal_(0, 1, rng), weight);
                h.sort(0, true).values().topk(2);
                h.slice(0, 0, 1, 1).close();
                loss = inner.leave(Functions.silu(h).sum());
            }
            loss.backward();
            weight.grad().orElseThrow().norm().item();
            rng().state();
        }
    }

    private static Rng rng() {
        return Rng.global(Device.CPU);
    }
}
