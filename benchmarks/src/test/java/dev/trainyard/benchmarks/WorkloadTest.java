package dev.trainyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.tensor.Accelerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class WorkloadTest {
    @Test
    void countsTheOperationsOfFrozenMatricesAndAttention() throws IOException {
        var shape = new ObjectMapper().readTree("""
                {"hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
                 "num_key_value_heads": 1, "head_dim": 4, "vocab_size": 10}""");
        // A layer: q and o of 8 × 8, k and v of 8 × 4, three of 8 × 16; the head 8 × 10.
        double matrices = 2 * (2 * 64 + 2 * 32 + 3 * 128) + 80;

        assertThat(FloatingOperations.perToken(shape, 5)).isCloseTo(4 * matrices + 12.0 * 2 * 8 * 5, within(1e-9));
    }

    @Test
    void sumsWhatTheDriverCountsForAProcess() {
        assertThat(GpuMemory.sum("17, 100\n4, 5\n17, 20\n[N/A], [N/A]\n", 17)).isEqualTo(120);
        assertThat(GpuMemory.sum("", 17)).isZero();
    }

    @Test
    void aMachineWithoutAGpuRefusesTheRaceOnOne() {
        Assumptions.assumeTrue(Accelerator.present().isEmpty());
        Workload workload = new Workload(
                Workload.DeviceKind.cuda,
                Workload.Precision.bf16,
                Path.of("llama-1b.json"),
                8,
                2048,
                OptionalDouble.empty());

        assertThatThrownBy(workload::requireDevice)
                .hasMessageContaining("--device cuda")
                .hasMessageContaining("docs/guides/gpu.md");
    }
}
