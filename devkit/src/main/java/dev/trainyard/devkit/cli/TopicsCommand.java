package dev.trainyard.devkit.cli;

import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.devstack.TopicSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code topics}: sets a Kafka cluster up for the services. */
@Command(
        name = "topics",
        description = "Sets a Kafka cluster up for the services.",
        synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand {
    private final Session session;

    TopicsCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "create",
            description = "Creates the topics and the share group of the trainer workers; may be repeated.")
    int create(
            @Option(
                            names = "--bootstrap",
                            paramLabel = "HOST:PORT",
                            required = true,
                            description = "Bootstrap servers.")
                    String bootstrap) {
        TopicSetup.apply(bootstrap);
        session.terminal()
                .line(Topics.all().size() + " topics and the share group " + Topics.TRAINERS + " are set up at "
                        + bootstrap);
        return ExitCode.DONE;
    }
}
