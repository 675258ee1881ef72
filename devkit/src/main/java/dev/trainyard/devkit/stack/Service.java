package dev.trainyard.devkit.stack;

/** The services, with the ports they have unless told otherwise. */
public enum Service {
    API_GATEWAY("api-gateway", 8080),
    TRAINER_WORKER("trainer-worker", 8081),
    REGISTRY_SERVICE("registry-service", 8082),
    EVAL_WORKER("eval-worker", 8083),
    DEPLOY_WORKER("deploy-worker", 8084);

    private final String module;
    private final int standardPort;

    Service(String module, int standardPort) {
        this.module = module;
        this.standardPort = standardPort;
    }

    /** Name of the module, the process and the log file. */
    public String module() {
        return module;
    }

    public int standardPort() {
        return standardPort;
    }
}
