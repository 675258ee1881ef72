package dev.trainyard.devstack;

import dev.trainyard.contracts.wire.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the topics of the contracts and sets up the share group of the trainer workers; may be repeated. */
public final class TopicSetup {
    private static final int PARTITIONS = 3;
    private static final String FOR_EVER = "-1";

    private TopicSetup() {}

    /** Errors: {@link DevStackException} where the cluster refuses or does not answer. */
    public static void apply(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = Topics.all().stream()
                    .filter(name -> !present.contains(name))
                    .map(TopicSetup::topic)
                    .toList();
            admin.createTopics(missing).all().get();
            admin.incrementalAlterConfigs(Map.of(cluster(), List.of(anyDeadLetterTopic()), trainers(), queue()))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new DevStackException("topics cannot be created at " + bootstrapServers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException("interrupted while topics were created at " + bootstrapServers, e);
        }
    }

    private static NewTopic topic(String name) {
        boolean isQueue = name.equals(Topics.TRAINING_REQUESTS);
        boolean isDeadLetters = name.endsWith(Topics.deadLetters(""));
        NewTopic topic = new NewTopic(name, isQueue || isDeadLetters ? 1 : PARTITIONS, (short) 1);
        if (isQueue) {
            // A job may wait for longer than a week.
            return topic.configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, FOR_EVER));
        }
        if (name.equals(Topics.deadLetters(Topics.TRAINING_REQUESTS))) {
            // Lets the broker itself write there what no worker could finish.
            return topic.configs(Map.of("errors.deadletterqueue.group.enable", "true"));
        }
        return topic;
    }

    private static ConfigResource cluster() {
        return new ConfigResource(ConfigResource.Type.BROKER, "");
    }

    /** By default Kafka writes the dead letters of a share group only to topics named {@code dlq.…}, and says nothing. */
    private static AlterConfigOp anyDeadLetterTopic() {
        return set("errors.deadletterqueue.topic.name.prefix", "");
    }

    private static ConfigResource trainers() {
        return new ConfigResource(ConfigResource.Type.GROUP, Topics.TRAINERS);
    }

    private static Collection<AlterConfigOp> queue() {
        return List.of(
                // By default a group starts at the end and misses the jobs that were submitted before the first worker.
                set("share.auto.offset.reset", "earliest"),
                set("errors.deadletterqueue.topic.name", Topics.deadLetters(Topics.TRAINING_REQUESTS)),
                set("errors.deadletterqueue.copy.record.enable", "true"));
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
