package dev.trainyard.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceTest {
    private static Device chosen(String device, String localRank) {
        return Device.chosen(Map.of(Device.VARIABLE, device, "LOCAL_RANK", localRank));
    }

    @Test
    void theEnvironmentChooses() {
        assertThat(chosen("cpu", "3")).isEqualTo(Device.CPU);
        assertThatThrownBy(() -> chosen("gpu", "0")).hasMessageContaining("TRAINYARD_DEVICE is gpu");
        assertThatThrownBy(() -> chosen("meta", "0")).hasMessageContaining("expected auto, cpu, cuda");
        assertThatThrownBy(() -> chosen("cuda:" + Device.count(), "0"))
                .hasMessageContaining("libtorch sees " + Device.count());
    }

    @Test
    void withoutGraphicsProcessorsItIsTheProcessor() {
        assumeTrue(Device.count() == 0, "this machine has graphics processors");
        assertThat(Device.chosen(Map.of())).isEqualTo(Device.CPU);
        assertThat(chosen("auto", "1")).isEqualTo(Device.CPU);
        assertThatThrownBy(() -> chosen("cuda", "1"))
                .hasMessageContaining("libtorch sees 0 graphics processors: build with TRAINYARD_ACCELERATOR=cuda");
    }

    @Test
    void readsWhatTheDriverTells() {
        assertThat(Accelerator.parse("NVIDIA H200, 143771, 9.0\nTesla T4, 15360, 7.5\n[N/A], [N/A], [N/A]\n"))
                .isEqualTo(List.of(
                        new Accelerator("NVIDIA H200", 143_771L << 20, "9.0"),
                        new Accelerator("Tesla T4", 15_360L << 20, "7.5")));
        assertThat(Accelerator.parse("No devices were found\n")).isEmpty();
    }

    @Test
    void tensorsAreMadeWhereTheyAreWanted() {
        try (Scope scope = Scope.open()) {
            assertThat(Tensor.ofIds(new int[] {1, 2}, Device.META).device()).isEqualTo(Device.META);
            assertThat(Tensor.of(new float[] {1}, Device.CPU).device()).isEqualTo(Device.CPU);
            assertThat(Tensor.range(0, 3, Device.META).shape()).isEqualTo(new long[] {3});
            assertThat(Tensor.zeros(DType.BFLOAT16, Device.META, 1L << 40).byteSize())
                    .as("without memory")
                    .isEqualTo(2L << 40);
            assertThat(Rng.global(Device.META)).isSameAs(Rng.global(Device.CPU));
        }
    }
}
