package dev.trainyard.deploy.domain;

/** Starts model servers. */
public interface ServerLauncher {
    /**
     * Starts the server of a deployment and returns once it listens and, where the deployment asks for it, has
     * answered a real prompt; within the deployment's health check timeout.
     *
     * @throws dev.trainyard.contracts.error.TrainyardException where it does not get that far; nothing is left running
     *     then
     * @throws InterruptedException where the deployment is no longer wanted or the service is stopping; nothing is left
     *     running then
     */
    RunningServer launch(Deployment deployment) throws InterruptedException;
}
