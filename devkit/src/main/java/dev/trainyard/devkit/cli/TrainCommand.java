package dev.trainyard.devkit.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code train}: hands over to the trainer's own command in a JVM that is made for training. */
@Command(
        name = "train",
        description = "Trains without any service: train --config spec.yaml --output DIR.",
        mixinStandardHelpOptions = false)
final class TrainCommand implements Callable<Integer> {
    private static final ServiceProgram PROGRAM =
            new ServiceProgram("trainer-worker", "dev.trainyard.trainer.cli.TrainCommand");

    private final Session session;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    TrainCommand(Session session) {
        this.session = session;
    }

    /** Ctrl-C reaches the child as well, which then writes a checkpoint; a SIGTERM is passed on. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessBuilder builder = PROGRAM.with(session.home(), arguments).inheritIO();
        Process process = builder.start();
        Thread hook = new Thread(
                () -> {
                    process.destroy();
                    process.onExit().join();
                },
                "train-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        int exitCode = process.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook has seen to the child already.
        }
        return exitCode;
    }
}
