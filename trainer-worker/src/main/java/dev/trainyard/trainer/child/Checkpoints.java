package dev.trainyard.trainer.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkpoints that training processes left in a job's folder. */
public final class Checkpoints {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Checkpoints() {}

    /** Optimizer step of the newest whole checkpoint: one with a manifest, which is written last. 0 = there is none. */
    public static long newestStep(Path jobFolder) {
        Path folder = jobFolder.resolve("checkpoints");
        long newest = 0;
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> manifests = Files.newDirectoryStream(folder, "{step_,epoch_}*")) {
                for (Path checkpoint : manifests) {
                    newest = Math.max(newest, step(checkpoint.resolve("manifest.json")));
                }
            } catch (IOException e) {
                return newest;
            }
        }
        return newest;
    }

    private static long step(Path manifest) {
        try {
            JsonNode json = MAPPER.readTree(manifest.toFile());
            return json.path("step").asLong(0);
        } catch (IOException e) {
            // Not whole, or just being replaced.
            return 0;
        }
    }
}
