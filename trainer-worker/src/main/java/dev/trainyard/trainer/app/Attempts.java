package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.hub.FetchCancelledException;
import dev.trainyard.hub.ModelHubs;
import dev.trainyard.train.TrainConfig;
import dev.trainyard.trainer.child.AttemptFence;
import dev.trainyard.trainer.child.GraphicsProcessors;
import dev.trainyard.trainer.child.TrainingProcess;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.domain.AttemptEnd;
import dev.trainyard.trainer.domain.Lease;
import dev.trainyard.trainer.domain.Stop;
import dev.trainyard.trainer.translate.HubPaths;
import dev.trainyard.trainer.translate.HubPins;
import dev.trainyard.trainer.translate.PathResolver;
import dev.trainyard.trainer.translate.TrainConfigTranslator;
import dev.trainyard.trainer.translate.TrainConfigTranslator.Room;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs single attempts: the process, and what is told of it until it ended. */
@ApplicationScoped
class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final long POLL_MILLIS = 200;

    private final ArtifactStore artifacts;
    private final PathResolver paths;
    private final ModelHubs hubs;
    private final GraphicsProcessors gpus;
    private final WorkerConfig.Worker config;
    private final String version;

    Attempts(
            ArtifactStore artifacts,
            PathResolver paths,
            ModelHubs hubs,
            GraphicsProcessors gpus,
            WorkerConfig config,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.artifacts = artifacts;
        this.paths = paths;
        this.hubs = hubs;
        this.gpus = gpus;
        this.config = config.worker();
        this.version = version;
    }

    /**
     * Runs an attempt to its end. Failures of the job are its end as well; only losing the job is thrown.
     *
     * <p>Errors: {@link SupersededException}.
     */
    AttemptEnd run(Lease lease, TrainingRequested request, RunningJob job, AttemptEvents events) {
        try {
            return process(lease, request, job, events);
        } catch (FetchCancelledException e) {
            return new AttemptEnd.Stopped();
        } catch (TrainyardException e) {
            return new AttemptEnd.Failed(e.failure());
        } catch (UncheckedIOException e) {
            LOG.error("attempt {} of {} could not be run", lease.attempt(), lease.jobId(), e);
            return new AttemptEnd.Failed(ioFailure(e));
        }
    }

    private static Failure ioFailure(UncheckedIOException e) {
        String message = e.getMessage() + ": " + e.getCause();
        boolean full = message.contains("No space left on device");
        return new Failure(full ? ErrorCode.DISK_FULL : ErrorCode.INTERNAL, message);
    }

    private AttemptEnd process(Lease lease, TrainingRequested request, RunningJob job, AttemptEvents events) {
        Path folder = artifacts.jobFolder(lease.jobId());
        AttemptFence.raise(folder, lease.attempt());
        Path trainConfig = JobFiles.writeTrainConfig(folder, resolve(folder, request, lease, job, events));
        String name = "train-" + lease.jobId();
        var processes = new TrainingProcess.Processes(
                request.spec().training().worldSize(),
                request.spec().resources().gpus() > 0);
        try (TrainingProcess process = TrainingProcess.start(name, folder, trainConfig, config, processes)) {
            job.processStarted(process.pid());
            job.stop().onRequest(stop -> stop(process, stop));
            follow(process, events);
            return process.end();
        } finally {
            job.stop().onRequest(stop -> {});
            job.processEnded();
        }
    }

    /** Fetches what lies on a hub. */
    private TrainConfig resolve(
            Path folder, TrainingRequested request, Lease lease, RunningJob job, AttemptEvents events) {
        HubPins pins = HubPins.of(folder);
        JobFiles.writeJob(folder, request, pins, lease, version);
        HubFetch fetch = new HubFetch(hubs, events, job.stop(), config.progressInterval());
        int ranks = config.maxRanks().orElseGet(Runtime.getRuntime()::availableProcessors);
        TrainConfig resolved = new TrainConfigTranslator(
                        new HubPaths(paths, pins, fetch), new Room(ranks, gpus.forAJob()))
                .translate(request.spec());
        JobFiles.writeJob(folder, request, pins, lease, version);
        return resolved;
    }

    private static void follow(TrainingProcess process, AttemptEvents events) {
        try {
            while (!process.ended()) {
                process.poll(POLL_MILLIS).ifPresentOrElse(events::tell, events::tellDueProgress);
            }
            events.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a training process runs", e);
        }
    }

    /** On a thread of its own, since it takes as long as the process does. */
    private void stop(TrainingProcess process, Stop stop) {
        Runnable action = stop instanceof Stop.Superseded ? process::kill : () -> process.stop(config);
        Thread.ofPlatform().daemon().name("stop-" + process.pid()).start(action);
    }
}
