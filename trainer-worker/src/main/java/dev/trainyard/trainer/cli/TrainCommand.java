package dev.trainyard.trainer.cli;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.distributed.ProcessGroup;
import dev.trainyard.distributed.Rendezvous;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.hub.FetchCancelledException;
import dev.trainyard.hub.HubSettings;
import dev.trainyard.hub.ModelHubs;
import dev.trainyard.supervisor.ChildLog;
import dev.trainyard.tensor.Device;
import dev.trainyard.train.Failures;
import dev.trainyard.train.RunResources;
import dev.trainyard.train.StopSignal;
import dev.trainyard.train.TrainConfig;
import dev.trainyard.train.Training;
import dev.trainyard.trainer.translate.HubPaths;
import dev.trainyard.trainer.translate.HubPins;
import dev.trainyard.trainer.translate.NearbyPaths;
import dev.trainyard.trainer.translate.TrainConfigTranslator;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code train --config spec.yaml --output DIR}: trains one model in this process, without any service. */
public final class TrainCommand {
    private static final int TRAINED = 0;
    private static final int USER = 2;
    private static final int RESOURCES = 3;
    private static final int DEFECT = 4;
    private static final int INTERRUPTED = 143;

    private TrainCommand() {}

    /** Runs and exits. */
    public static void main(String[] words) {
        List<String> arguments = List.of(words);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // Whatever else prints must not get into the result.
        System.setOut(System.err);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(Arguments.USAGE);
            Runtime.getRuntime().halt(TRAINED);
        }
        ChildLog.toStderr();
        Logger.getLogger("").setLevel(Level.WARNING);
        Interruption interruption = Interruption.install();
        Report report = new Report(out, System.err, arguments.contains("--json"), Terminal.isStderr());
        int code = run(arguments, report, interruption);
        out.flush();
        // Not exit: after an interruption the JVM is already exiting, and waits for this thread.
        Runtime.getRuntime().halt(code);
    }

    private static int run(List<String> words, Report report, StopSignal stop) {
        try {
            Arguments arguments = Arguments.parse(words);
            Optional<Rendezvous> place = Rendezvous.of(System.getenv());
            TrainConfig config = translate(
                    arguments, report, stop, place.map(Rendezvous::worldSize).orElse(1));
            RunResources resources = RunResources.of(System.getenv());
            try (ProcessGroup group =
                    place.map(ranks -> join(ranks, resources.device(), report)).orElse(ProcessGroup.SINGLE)) {
                return run(arguments, config, report, stop, new Training.Surroundings(group, resources));
            }
        } catch (FetchCancelledException e) {
            report.interrupted();
            return INTERRUPTED;
        } catch (TrainyardException e) {
            return failed(e.failure(), report);
        } catch (RuntimeException | OutOfMemoryError | LinkageError | StackOverflowError e) {
            return failed(e, report);
        }
    }

    private static int run(
            Arguments arguments, TrainConfig config, Report report, StopSignal stop, Training.Surroundings place) {
        if (arguments.prepareOnly()) {
            return prepare(arguments, config, report, place);
        }
        Training.Outcome outcome = arguments.resume()
                ? Training.resume(config, arguments.output(), report, stop, place)
                : Training.run(config, arguments.output(), report, stop, place);
        if (outcome != Training.Outcome.CANCELLED) {
            return TRAINED;
        }
        if (place.group().isFirst()) {
            report.interrupted(arguments.output());
        }
        return INTERRUPTED;
    }

    /** One rank prepares for all. */
    private static int prepare(Arguments arguments, TrainConfig config, Report report, Training.Surroundings place) {
        if (place.group().isFirst()) {
            Training.prepare(config, arguments.output(), report, place.resources());
            report.preparedOnly(arguments.output());
        }
        return TRAINED;
    }

    /** A rank that waits for a lost one does so in native code, so another thread ends the process. */
    private static ProcessGroup join(Rendezvous place, Device device, Report report) {
        return ProcessGroup.join(place, device, lost -> Runtime.getRuntime().halt(failed(lost, report)));
    }

    private static int failed(Throwable thrown, Report report) {
        TrainingFailure failure = Failures.classify(thrown);
        ErrorCode code = ErrorCode.valueOf(failure.code().name());
        if (code == ErrorCode.INTERNAL) {
            thrown.printStackTrace();
        }
        return failed(new Failure(code, failure.getMessage()), report);
    }

    private static TrainConfig translate(Arguments arguments, Report report, StopSignal stop, int ranks) {
        JobSpec spec = JobSpecReader.read(text(arguments.config()));
        requireRanks(spec.training().worldSize(), ranks);
        NearbyPaths paths = new NearbyPaths(arguments.config(), Path.of(""), RunningRegistry.of(System.getenv()));
        HubPins pins = arguments.resume() ? HubPins.of(arguments.output()) : HubPins.none(arguments.output());
        HubSettings settings = HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home")));
        try (ModelHubs hubs = new ModelHubs(settings)) {
            HubPaths.Fetch fetch = (reference, kind) -> hubs.fetch(reference, kind, report::fetching, stop::requested);
            return new TrainConfigTranslator(new HubPaths(paths, pins, fetch), room(ranks)).translate(spec);
        }
    }

    /** Each process looks for its own GPU; how many there are on other machines only they know. */
    private static TrainConfigTranslator.Room room(int ranks) {
        return new TrainConfigTranslator.Room(ranks, Device.count() == 0 ? 0 : ranks);
    }

    private static void requireRanks(int wanted, int started) {
        if (wanted != started) {
            throw new TrainyardException(
                    ErrorCode.INVALID_SPEC,
                    "training.world_size is " + wanted + ", but this command was started as one process of " + started
                            + ": start it " + wanted + " times with RANK, WORLD_SIZE=" + wanted
                            + ", MASTER_ADDR and MASTER_PORT, as torchrun does, or submit the job to a worker, which"
                            + " does so by itself");
        }
    }

    private static String text(Path specFile) {
        try {
            return Files.readString(specFile);
        } catch (NoSuchFileException e) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST, "the spec file " + specFile + " does not exist: give its path", e);
        } catch (IOException e) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST, "the spec file " + specFile + " cannot be read: " + e, e);
        }
    }

    private static int failed(Failure failure, Report report) {
        report.failed(failure);
        ErrorKind kind = failure.code().kind();
        return switch (kind) {
            case USER -> USER;
            case RESOURCES -> RESOURCES;
            case RETRYABLE, INTERNAL -> DEFECT;
        };
    }
}
