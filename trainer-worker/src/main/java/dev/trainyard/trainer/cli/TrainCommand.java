package dev.trainyard.trainer.cli;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.hub.FetchCancelledException;
import dev.trainyard.hub.HubSettings;
import dev.trainyard.hub.ModelHubs;
import dev.trainyard.supervisor.ChildLog;
import dev.trainyard.train.Failures;
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
            TrainConfig config = translate(arguments, report, stop);
            Training.Outcome outcome = arguments.resume()
                    ? Training.resume(config, arguments.output(), report, stop)
                    : Training.run(config, arguments.output(), report, stop);
            if (outcome == Training.Outcome.CANCELLED) {
                report.interrupted(arguments.output());
                return INTERRUPTED;
            }
            return TRAINED;
        } catch (FetchCancelledException e) {
            report.interrupted();
            return INTERRUPTED;
        } catch (TrainyardException e) {
            return failed(e.failure(), report);
        } catch (RuntimeException | OutOfMemoryError | LinkageError | StackOverflowError e) {
            TrainingFailure failure = Failures.classify(e);
            ErrorCode code = ErrorCode.valueOf(failure.code().name());
            if (code == ErrorCode.INTERNAL) {
                e.printStackTrace();
            }
            return failed(new Failure(code, failure.getMessage()), report);
        }
    }

    private static TrainConfig translate(Arguments arguments, Report report, StopSignal stop) {
        JobSpec spec = JobSpecReader.read(text(arguments.config()));
        NearbyPaths paths = new NearbyPaths(arguments.config(), Path.of(""));
        HubPins pins = arguments.resume() ? HubPins.of(arguments.output()) : HubPins.none(arguments.output());
        HubSettings settings = HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home")));
        try (ModelHubs hubs = new ModelHubs(settings)) {
            HubPaths.Fetch fetch = (reference, kind) -> hubs.fetch(reference, kind, report::fetching, stop::requested);
            return new TrainConfigTranslator(new HubPaths(paths, pins, fetch)).translate(spec);
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
