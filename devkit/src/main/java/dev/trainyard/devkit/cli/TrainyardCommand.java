package dev.trainyard.devkit.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that holds all others. */
@Command(
        name = "trainyard",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "trainyard 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Trains, registers, scores and serves language models on the JVM.",
        footer = {"", "Exit codes: 0 done, 1 it did not succeed, 2 refused (arguments, job spec), 3 no stack answers."})
public final class TrainyardCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private TrainyardCommand() {}

    /** Runs the command line and returns its exit code. */
    public static int run(String... arguments) {
        return commandLine(Session.ofThisProcess()).execute(arguments);
    }

    static CommandLine commandLine(Session session) {
        // Libraries log to standard error through java.util.logging: only the background stack wants to hear them.
        Logger.getLogger("").setLevel(Level.SEVERE);
        CommandLine line = new CommandLine(new TrainyardCommand())
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new TestCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new UpCommand(session))
                .addSubcommand(new DownCommand(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new JobsCommand(session))
                .addSubcommand(ModelsCommand.line(session))
                .addSubcommand(new EvaluateCommand(session))
                .addSubcommand(new DeployCommand(session))
                .addSubcommand(new DeploymentsCommand(session))
                .addSubcommand(new ChatCommand(session))
                .addSubcommand(new ClassifyCommand(session))
                .addSubcommand(new TrainCommand(session))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new ServeCommand(session))
                .addSubcommand(new TopicsCommand(session))
                .addSubcommand(new StackCommand(session));
        line.setExecutionExceptionHandler(new ErrorReport());
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }
}
