package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunResourcesTest {
    @Test
    void readsTheEnvironment() {
        RunResources resources = RunResources.of(
                Map.of("TRAINYARD_MEMORY_LIMIT", "3g", "TRAINYARD_PRICE_PER_HOUR", "0.5", "TRAINYARD_CACHE", "/cache"));
        assertThat(resources.memoryLimit()).isEqualTo(3L << 30);
        assertThat(resources.cost(Duration.ofMinutes(30))).hasValue(0.25);
        assertThat(resources.cache()).hasValue(Path.of("/cache"));
    }

    @Test
    void hasDefaults() {
        RunResources resources = RunResources.of(Map.of("TRAINYARD_MEMORY_LIMIT", " "));
        assertThat(resources.memoryLimit()).isGreaterThan(1L << 28);
        assertThat(resources.cost(Duration.ofMinutes(30))).isEmpty();
        assertThat(resources.cache())
                .hasValueSatisfying(folder -> assertThat(folder).endsWith(Path.of(".cache/trainyard")));
        assertThat(RunResources.of(Map.of("TRAINYARD_CACHE", "off")).cache()).isEmpty();
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> RunResources.of(Map.of("TRAINYARD_MEMORY_LIMIT", "8 apples")))
                .isInstanceOf(TrainingFailure.class)
                .hasMessage("TRAINYARD_MEMORY_LIMIT is 8 apples, expected bytes, or a size such as 8g or 512m");
        assertThatThrownBy(() -> RunResources.of(Map.of("TRAINYARD_PRICE_PER_HOUR", "-1")))
                .hasMessage("TRAINYARD_PRICE_PER_HOUR is -1, expected a number from 0");
    }
}
