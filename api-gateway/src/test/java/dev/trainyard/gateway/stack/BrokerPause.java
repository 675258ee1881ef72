package dev.trainyard.gateway.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Freezes the embedded broker's process for a while: it neither answers nor closes its connections. */
public final class BrokerPause implements AutoCloseable {
    private final long pid;

    private BrokerPause(long pid) {
        this.pid = pid;
    }

    private static Optional<ProcessHandle> broker() {
        return ProcessHandle.current()
                .descendants()
                .filter(BrokerPause::isBroker)
                .findFirst();
    }

    /** Read from /proc: the JDK does not tell a command line that is as long as a class path. */
    private static boolean isBroker(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .contains("KafkaMain");
        } catch (IOException ended) {
            return false;
        }
    }

    /** Not with a broker in a container. */
    public static boolean possible() {
        return broker().isPresent();
    }

    public static BrokerPause begin() throws IOException, InterruptedException {
        BrokerPause pause = new BrokerPause(broker().orElseThrow().pid());
        pause.signal("STOP");
        return pause;
    }

    private void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + name + " " + pid + " ended with " + exit);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        signal("CONT");
    }
}
