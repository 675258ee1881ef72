package dev.trainyard.deploy.process;

import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.supervisor.ChildProcess;
import java.net.URI;
import java.time.Duration;

/** A model server in a child JVM. */
record ChildServer(ChildProcess process, URI endpoint, Duration drain) implements RunningServer {
    @Override
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void stop() {
        process.stop(drain);
    }
}
