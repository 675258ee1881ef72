package dev.trainyard.deploy.process;

import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.supervisor.ChildProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A model server in a child JVM.
 *
 * @param routes paths at which its model is asked
 */
record ChildServer(
        ChildProcess process, URI endpoint, String servedName, List<String> routes, HealthCheck health, Duration drain)
        implements RunningServer {
    @Override
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void requireSign(Duration patience) throws InterruptedException {
        health.requireSign(endpoint, patience);
    }

    @Override
    public void requireAnswer(Duration patience) throws InterruptedException {
        health.require(endpoint, servedName, routes, patience);
    }

    @Override
    public void stop() {
        process.stop(drain);
    }

    @Override
    public void kill() {
        process.close();
    }
}
