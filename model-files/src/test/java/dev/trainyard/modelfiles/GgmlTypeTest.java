package dev.trainyard.modelfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.modelfiles.gguf.GgmlType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GgmlTypeTest {
    @Test
    void everyTypeIsFoundByANumberOfItsOwn() {
        for (GgmlType type : GgmlType.values()) {
            assertThat(GgmlType.of(type.id())).contains(type);
        }
        assertThat(Arrays.stream(GgmlType.values()).mapToInt(GgmlType::id).distinct())
                .hasSameSizeAs(GgmlType.values());
        assertThat(GgmlType.of(4)).as("withdrawn by ggml").isEmpty();
    }
}
