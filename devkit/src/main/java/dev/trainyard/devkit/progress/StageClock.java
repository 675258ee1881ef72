package dev.trainyard.devkit.progress;

import dev.trainyard.devkit.client.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Notices when a stage begins and ends, and how long it took by the times of the events. */
final class StageClock {
    private final Map<String, String> states = new HashMap<>();
    private final Map<String, Instant> begins = new HashMap<>();

    /** A stage that came to an end. */
    record Ended(String stage, String status, Duration took, String message) {}

    /** The stages that ended since the last call. */
    List<Ended> ended(Job job, Instant now) {
        List<Ended> ended = new ArrayList<>();
        for (Job.StageState stage : job.stages()) {
            String before = states.put(stage.stage(), stage.status());
            if (stage.status().equals("running")) {
                begins.putIfAbsent(stage.stage(), now);
            } else if (before != null
                    && !stage.status().equals(before)
                    && !stage.status().equals("pending")) {
                Duration took = Duration.between(begins.getOrDefault(stage.stage(), now), now);
                ended.add(new Ended(
                        stage.stage(), stage.status(), took, stage.message().orElse("")));
            }
        }
        return ended;
    }
}
