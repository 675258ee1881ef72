package dev.trainyard.devstack;

import dev.trainyard.supervisor.ParentWatch;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One Kafka node, broker and controller in one, as a process: {@code KafkaMain DATA_FOLDER PORT CONTROLLER_PORT}. */
final class KafkaMain {
    /** The line on stdout that says the broker takes connections. */
    static final String READY = "kafka is ready";

    private KafkaMain() {}

    public static void main(String[] args) throws Exception {
        ParentWatch.exitWithParent();
        Path data = Path.of(args[0]);
        Properties settings = settings(data, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        formatOnce(data, settings);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        say(READY);
        server.awaitShutdown();
    }

    private static Properties settings(Path data, int port, int controllerPort) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("log.dirs", data.toString());
        p.setProperty("auto.create.topics.enable", "false");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        // What waits for a lost lock, a test above all, may choose one shorter than 15 s.
        p.setProperty("group.share.min.record.lock.duration.ms", "1000");
        // Internal topics default to three replicas and fifty partitions.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            p.setProperty(topic + ".replication.factor", "1");
            p.setProperty(topic + ".num.partitions", "1");
        }
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        // 128 MiB by default, half of the heap this process gets.
        p.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        return p;
    }

    private static void formatOnce(Path data, Properties settings) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(System.err)
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(settings.getProperty("log.dirs"))
                .setMetadataLogDirectory(settings.getProperty("log.dirs"))
                .setControllerListenerName(settings.getProperty("controller.listener.names"))
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }

    /** Stdout is the protocol with {@link KafkaProcess}. */
    private static void say(String line) {
        PrintStream out = System.out;
        out.println(line);
        out.flush();
    }
}
