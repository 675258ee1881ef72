package dev.trainyard.devkit.cli;

import picocli.CommandLine.Command;

/** Stands here for the help text alone: the launcher runs the benchmarks, which are no part of the command line. */
@Command(name = "bench", description = "Races training and generation against transformers and PEFT: bench --help.")
final class BenchCommand implements Runnable {
    @Override
    public void run() {
        throw new CommandFailure(ExitCode.REFUSED, "run the benchmarks through the launcher: ./trainyard bench");
    }
}
