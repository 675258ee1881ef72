package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.error.TrainyardException;

/** Starts model servers. */
public interface ServerLauncher {
    /**
     * Starts the server of a deployment and returns once it listens and, where the deployment asks for it, has
     * answered a real prompt; within the deployment's health check timeout.
     *
     * @param port wanted, so that clients keep their endpoint over a restart; 0, or a taken one = any free port
     * @throws TrainyardException where it does not get that far; nothing is left running then
     * @throws InterruptedException where the service is stopping; nothing is left running then
     */
    RunningServer launch(Deployment deployment, int port) throws InterruptedException;
}
