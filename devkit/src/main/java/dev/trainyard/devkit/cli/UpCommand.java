package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.progress.StackView;
import dev.trainyard.devkit.stack.StackState;
import dev.trainyard.devkit.stack.StackState.Phase;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up}: starts the stack in a process of its own, and returns when it is ready. */
@Command(name = "up", description = "Starts Kafka, PostgreSQL and the services in the background; data is kept.")
final class UpCommand implements Callable<Integer> {
    private static final long CHECK_MILLIS = 200;

    private final Session session;

    @Mixin
    private StackOptions options = new StackOptions();

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path data = options.settings(session).data();
        Optional<StackState> before = StackState.read(data).filter(StackState::alive);
        if (before.isPresent()) {
            session.terminal().line("the stack is up already" + where(before.get()) + "; ./trainyard status shows it");
            return ExitCode.DONE;
        }
        Path log = Files.createDirectories(data.resolve("logs")).resolve("stack.log");
        Process supervisor = launch(log);
        return await(supervisor, data, log);
    }

    /** In a session of its own, so that closing the terminal does not end it. */
    private Process launch(Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Files.isExecutable(Path.of("/usr/bin/setsid")) ? "/usr/bin/setsid" : "nohup");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.trainyard.devkit.Main", "stack"));
        command.addAll(options.arguments(session));
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private int await(Process supervisor, Path data, Path log) throws InterruptedException, IOException {
        StackView view = new StackView(session.terminal());
        while (true) {
            Optional<StackState> state = StackState.read(data).filter(s -> s.pid() == supervisor.pid());
            if (state.filter(s -> s.phase() == Phase.READY).isPresent()) {
                welcome(state.get(), view);
                return ExitCode.DONE;
            }
            if (!supervisor.isAlive()) {
                session.terminal().clearLive();
                throw new CommandFailure(
                        ExitCode.FAILED,
                        state.map(StackState::message)
                                .filter(message -> !message.isEmpty())
                                .orElseGet(() -> "the stack did not start:\n" + lastLines(log)));
            }
            state.ifPresent(s -> view.show(s.components()));
            Thread.sleep(CHECK_MILLIS);
        }
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + e.getMessage();
        }
    }

    private void welcome(StackState state, StackView view) {
        Terminal terminal = session.terminal();
        terminal.line(terminal.paint(Paint.GREEN, "✓ ") + "Trainyard is up after " + view.elapsed());
        terminal.line("  gateway    " + state.gateway() + "   (documentation: " + state.gateway() + "/api/docs)");
        terminal.line("  next       ./trainyard jobs submit -f examples/base.yaml --watch");
        terminal.line("  stop       ./trainyard down");
    }

    private static String where(StackState state) {
        return state.gateway().isEmpty() ? "" : " at " + state.gateway();
    }
}
