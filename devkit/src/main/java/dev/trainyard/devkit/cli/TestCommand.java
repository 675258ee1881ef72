package dev.trainyard.devkit.cli;

import picocli.CommandLine.Command;

/** Stands here for the help text alone: the launcher runs the tests, since they come before any build. */
@Command(
        name = "test",
        description = "Runs the whole gate: format, static checks, unit, integration and end-to-end tests.")
final class TestCommand implements Runnable {
    @Override
    public void run() {
        throw new CommandFailure(ExitCode.REFUSED, "run the tests through the launcher: ./trainyard test");
    }
}
