package dev.trainyard.trainer.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.train.TrainConfig;
import dev.trainyard.train.TrainConfigJson;
import dev.trainyard.trainer.domain.Lease;
import dev.trainyard.trainer.translate.HubPins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** What this worker writes into a job's folder; everything else there is the training process's. */
final class JobFiles {
    private static final String TRAIN_CONFIG = "train.json";
    private static final String JOB = "job.json";

    private JobFiles() {}

    /** How the job was asked for, who runs it, and the commits of what came from hubs. */
    private record Provenance(
            String jobId,
            int submission,
            int attempt,
            String workerId,
            Map<String, String> versions,
            JobSpec spec,
            Map<String, String> fromHubs) {}

    static Path writeTrainConfig(Path jobFolder, TrainConfig config) {
        return write(jobFolder.resolve(TRAIN_CONFIG), TrainConfigJson.write(config));
    }

    static void writeJob(Path jobFolder, TrainingRequested request, HubPins pins, Lease lease, String version) {
        Provenance provenance = new Provenance(
                request.jobId().value(),
                lease.submission(),
                lease.attempt(),
                lease.workerId(),
                Map.of(
                        "trainyard",
                        version,
                        "java",
                        Runtime.version().toString(),
                        "os",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch")),
                request.spec(),
                pins.all());
        try {
            String json = WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(provenance);
            write(jobFolder.resolve(JOB), json + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the spec of " + request.jobId() + " cannot be written as JSON", e);
        }
    }

    /** Whole or not at all: readers may look at any time. */
    private static Path write(Path file, String text) {
        try {
            Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
