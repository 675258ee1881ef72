package dev.trainyard.evaluation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;

/** Settings under {@code trainyard.exports}: how exports are run. */
@ConfigMapping(prefix = "trainyard.exports")
public interface ExportConfig {
    /** Heap of the exporting process, as for {@code -Xmx}; weights live outside of the heap. */
    @Pattern(regexp = "[0-9]+[kmgKMG]")
    @WithDefault("384m")
    String maxHeap();

    /** How often the queue is looked at while it is empty; 100 ms to 1 minute. */
    @WithDefault("500ms")
    Duration checkInterval();

    /** How long one export may take; then it has failed. */
    @WithDefault("6h")
    Duration timeLimit();

    /** How long the end of the service waits for the exporting process to end. */
    @WithDefault("15s")
    Duration stopPatience();
}
