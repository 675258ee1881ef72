package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.progress.JobFollower;
import dev.trainyard.devkit.progress.JobProgress;
import dev.trainyard.devkit.spec.SpecFile;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jobs …}: hands jobs in and looks after them. */
@Command(
        name = "jobs",
        description = "Submits, lists, follows, cancels and restarts training jobs.",
        synopsisSubcommandLabel = "COMMAND")
final class JobsCommand {
    private final Session session;

    JobsCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "submit",
            description = "Hands a job spec in; relative paths count from the spec's folder, then from here.")
    int submit(
            @Option(
                            names = {"-f", "--file"},
                            paramLabel = "SPEC",
                            required = true,
                            description = "YAML or JSON file.")
                    Path file,
            @Option(names = "--watch", description = "Follow the job to its end.") boolean watch,
            @Option(names = "--dry-run", description = "Check the spec and print it as it would run; queue nothing.")
                    boolean dryRun,
            @Mixin GatewayOption gateway)
            throws InterruptedException {
        String spec = SpecFile.read(file).json();
        GatewayClient client = gateway.client(session);
        if (dryRun) {
            session.terminal().line(client.dryRun(spec, "application/json").toPrettyString());
            return ExitCode.DONE;
        }
        Job job = client.submit(spec, "application/json");
        session.terminal().line(job.id() + "  " + job.name() + "  " + job.status());
        return watch ? follow(client, job.id()) : ExitCode.DONE;
    }

    @Command(name = "list", description = "Lists jobs, the newest first.")
    int list(
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            defaultValue = "",
                            description = "Only jobs in this state.")
                    String status,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most N (default 20).")
                    int limit,
            @Mixin GatewayOption gateway) {
        Table table = new Table("JOB", "NAME", "STATUS", "STAGE", "PROGRESS", "LOSS", "MODEL");
        for (Job job : gateway.client(session).jobs(status, limit)) {
            table.row(
                    job.id(),
                    job.name(),
                    job.status(),
                    job.runningStage().orElse(""),
                    String.format(Locale.ROOT, "%.0f %%", 100 * job.progress()),
                    job.metric("loss").isPresent()
                            ? Quantity.metric(job.metric("loss").getAsDouble())
                            : "",
                    job.model().map(Job.Model::shortReference).orElse(""));
        }
        if (table.isEmpty()) {
            session.terminal().line("no jobs" + (status.isEmpty() ? " yet" : " with status " + status));
        } else {
            table.print(session.terminal());
        }
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "Prints a job as JSON.")
    int show(@Parameters(paramLabel = "JOB") String id, @Mixin GatewayOption gateway) {
        session.terminal().line(gateway.client(session).get("/jobs/" + id).toPrettyString());
        return ExitCode.DONE;
    }

    @Command(name = "watch", description = "Follows a job to its end.")
    int watch(@Parameters(paramLabel = "JOB") String id, @Mixin GatewayOption gateway) throws InterruptedException {
        return follow(gateway.client(session), id);
    }

    @Command(name = "logs", description = "Prints a job's training log.")
    int logs(@Parameters(paramLabel = "JOB") String id, @Mixin GatewayOption gateway) {
        gateway.client(session).logs(id).lines().forEach(session.terminal()::line);
        return ExitCode.DONE;
    }

    @Command(name = "cancel", description = "Asks a job to write a checkpoint and end.")
    int cancel(@Parameters(paramLabel = "JOB") String id, @Mixin GatewayOption gateway) {
        Job job = gateway.client(session).cancel(id);
        session.terminal().line(job.id() + "  " + job.status());
        return ExitCode.DONE;
    }

    @Command(
            name = "start",
            description = "Starts a created, failed or cancelled job; it goes on from its last checkpoint.")
    int start(@Parameters(paramLabel = "JOB") String id, @Mixin GatewayOption gateway) {
        Job job = gateway.client(session).start(id);
        session.terminal().line(job.id() + "  " + job.status());
        return ExitCode.DONE;
    }

    private int follow(GatewayClient client, String id) throws InterruptedException {
        Job job = new JobFollower(client, new JobProgress(session.terminal())).follow(id);
        session.terminal().clearLive();
        outcome(job).forEach(session.terminal()::line);
        return job.succeeded() && job.failedStage().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static List<String> outcome(Job job) {
        Optional<String> error = job.error().map(problem -> problem.code() + ": " + problem.message());
        String model = job.model().map(m -> "  models:/" + m.shortReference()).orElse("");
        String endpoint = job.deployment()
                .flatMap(Job.Deployment::endpoint)
                .map(url -> "  " + url)
                .orElse("");
        String line = job.id() + "  " + job.status() + model + endpoint;
        return error.isPresent() ? List.of(line, error.get()) : List.of(line);
    }
}
