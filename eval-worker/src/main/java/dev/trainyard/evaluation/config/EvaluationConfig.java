package dev.trainyard.evaluation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings under {@code trainyard}. */
@ConfigMapping(prefix = "trainyard")
public interface EvaluationConfig {
    /** Root folder of the artifacts, shared by the services. */
    Path artifacts();

    /** Folders that {@code evaluation.data} of a spec may lie in. */
    List<Path> dataRoots();

    /** How scoring is run. */
    @WithName("scoring")
    Scoring evaluation();

    /** Settings under {@code trainyard.scoring}. */
    interface Scoring {
        /** Heap of the scoring process, as for {@code -Xmx}; weights live outside of the heap. */
        @Pattern(regexp = "[0-9]+[kmgKMG]")
        @WithDefault("256m")
        String maxHeap();

        /** How often the queue is looked at while it is empty; 100 ms to 1 minute. */
        @WithDefault("500ms")
        Duration checkInterval();

        /** How long one evaluation may take; then it has failed. */
        @WithDefault("6h")
        Duration timeLimit();

        /** How long the end of the service waits for the scoring process to end. */
        @WithDefault("15s")
        Duration stopPatience();
    }
}
