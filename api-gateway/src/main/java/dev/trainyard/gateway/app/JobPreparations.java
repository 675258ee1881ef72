package dev.trainyard.gateway.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.gateway.config.GatewaySettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The reports that workers leave in jobs' folders before training begins. Thread-safe. */
@Singleton
public class JobPreparations {
    private static final String FILE = "prepare.json";

    private final Path jobs;

    JobPreparations(GatewaySettings settings) {
        this.jobs = settings.artifacts().resolve("jobs");
    }

    /** The newest attempt's report. Errors: NOT_FOUND where no worker has prepared the job yet. */
    public JobPreparation of(JobId id) {
        Path file = jobs.resolve(id.value()).resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new TrainyardException(
                    ErrorCode.NOT_FOUND,
                    "job " + id + " has not been prepared yet: ask again when its stage prepare has ended");
        }
        try {
            return WireJson.mapper().readValue(file.toFile(), JobPreparation.class);
        } catch (IOException e) {
            throw new UncheckedIOException("report " + file + " cannot be read", e);
        }
    }
}
