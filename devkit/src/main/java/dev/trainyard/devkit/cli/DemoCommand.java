package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.demo.DemoRun;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: everything once, on a stack of its own that is gone afterwards. */
@Command(
        name = "demo",
        description = "Trains, fine-tunes, registers, scores and serves a small model; leaves nothing behind.")
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--keep", description = "Keep the temporary folder with logs, models and reports.")
    private boolean keep;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return new DemoRun(session.terminal(), session.home(), keep).run() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
