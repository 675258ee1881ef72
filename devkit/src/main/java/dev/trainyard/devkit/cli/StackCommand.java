package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.stack.BackgroundStack;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The supervisor process behind {@code up}; also for service managers, which want it in the foreground. */
@Command(
        name = "stack",
        hidden = true,
        description = "Runs the stack in the foreground until SIGTERM or ./trainyard down.")
final class StackCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StackOptions options = new StackOptions();

    StackCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logger.getLogger("").setLevel(Level.INFO);
        new BackgroundStack(options.settings(session)).run();
        return ExitCode.DONE;
    }
}
