package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.GatewayException;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.stack.Component;
import dev.trainyard.devkit.stack.StackState;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Table;
import dev.trainyard.devkit.terminal.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}: processes, ports, health, and the jobs under way. */
@Command(name = "status", description = "Shows the processes of the stack in the background, their ports and health.")
final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder of the stack (default: $TRAINYARD_DATA, or ~/.trainyard).")
    private @Nullable Path data;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path folder = StackOptions.folder(data, session);
        Optional<StackState> state = StackState.read(folder).filter(StackState::alive);
        if (state.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_UP, session.noStackIn(folder) + "; ./trainyard up starts one");
        }
        print(state.get());
        boolean well = state.get().components().stream().allMatch(c -> c.status() == Component.Status.READY);
        return well ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void print(StackState state) {
        Terminal terminal = session.terminal();
        Table table = new Table("PROCESS", "STATUS", "PORT", "PID", "RESTARTS", "LOG");
        for (Component part : state.components()) {
            table.row(part.name(), status(part), "" + part.port(), "" + part.pid(), "" + part.restarts(), part.log());
        }
        table.print(terminal);
        if (!state.gateway().isEmpty()) {
            terminal.line();
            terminal.line("gateway " + state.gateway() + "   " + jobs(state.gateway()));
        }
    }

    private String status(Component part) {
        String text = part.status().name().toLowerCase(Locale.ROOT);
        return session.terminal().paint(part.status() == Component.Status.READY ? Paint.GREEN : Paint.YELLOW, text);
    }

    private static String jobs(String gateway) {
        try {
            List<Job> jobs = new GatewayClient(URI.create(gateway)).jobs("", 200);
            long running =
                    jobs.stream().filter(job -> job.status().equals("running")).count();
            long queued =
                    jobs.stream().filter(job -> job.status().equals("queued")).count();
            return running + " running, " + queued + " queued, " + jobs.size() + " jobs in all";
        } catch (GatewayException e) {
            return "does not answer";
        }
    }
}
