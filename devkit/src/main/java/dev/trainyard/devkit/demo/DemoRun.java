package dev.trainyard.devkit.demo;

import dev.trainyard.devkit.client.GatewayException;
import dev.trainyard.devkit.stack.StackException;
import dev.trainyard.devkit.stack.StackSettings;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A demonstration with its surroundings: a temporary folder, and the end of every process however it ends. */
public final class DemoRun {
    private final Terminal terminal;
    private final Path home;
    private final boolean keep;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /**
     * A run that is not started yet.
     *
     * @param keep whether the temporary folder stays
     */
    public DemoRun(Terminal terminal, Path home, boolean keep) {
        this.terminal = terminal;
        this.home = home;
        this.keep = keep;
    }

    /** Returns whether everything happened that the demonstration promises. */
    public boolean run() throws IOException, InterruptedException {
        // PostgreSQL may have to run as an unprivileged user, which must be able to enter the folder.
        Path data = Files.createTempDirectory(
                "trainyard-demo-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        StackSettings settings =
                new StackSettings(home, data, List.of(home.resolve("examples")), 1, StackSettings.Ports.FREE);
        Demo demo = new Demo(terminal, settings);
        Thread hook = new Thread(() -> interrupted(demo, data), "demo-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean shown = shown(demo, data);
        Runtime.getRuntime().removeShutdownHook(hook);
        demo.stack().close();
        return shown && cleared(data);
    }

    private boolean shown(Demo demo, Path data) throws InterruptedException {
        try {
            demo.run();
            return true;
        } catch (DemoFailure | StackException | GatewayException e) {
            while (interrupted.get()) {
                // What fails now fails because the shutdown hook stops the stack; the hook has the last word.
                Thread.sleep(1000);
            }
            terminal.clearLive();
            terminal.line(terminal.paint(Paint.RED, "  ✗ ") + e.getMessage());
            terminal.line("    logs and data stay in " + data);
            return false;
        }
    }

    /** Ctrl-C or SIGTERM. */
    private void interrupted(Demo demo, Path data) {
        interrupted.set(true);
        terminal.clearLive();
        terminal.line("  stopping …");
        demo.stack().close();
        delete(data);
    }

    /** Whether no process is left; the temporary folder goes, unless it is wanted. */
    private boolean cleared(Path data) {
        List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
        left.forEach(process -> terminal.line(terminal.paint(Paint.RED, "  ✗ ") + "process " + process.pid()
                + " is still there: " + process.info().commandLine().orElse("")));
        left.forEach(ProcessHandle::destroyForcibly);
        terminal.line(terminal.paint(
                Paint.DIM,
                "    every process has ended. Next: ./trainyard up, then ./trainyard jobs submit"
                        + " -f examples/base.yaml --watch"));
        if (keep) {
            terminal.line(terminal.paint(Paint.DIM, "    logs and data stay in " + data));
        } else {
            delete(data);
        }
        return left.isEmpty();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A temporary folder: the system clears it away.
        }
    }
}
