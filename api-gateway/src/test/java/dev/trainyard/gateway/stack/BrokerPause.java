package dev.trainyard.gateway.stack;

import java.io.IOException;
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
                .filter(process -> process.info().commandLine().orElse("").contains("KafkaMain"))
                .findFirst();
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
