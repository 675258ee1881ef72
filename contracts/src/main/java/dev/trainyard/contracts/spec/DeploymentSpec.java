package dev.trainyard.contracts.spec;

/**
 * Whether and where the scored version is served.
 *
 * @param healthCheckTimeoutSeconds time in which the new server must answer a real prompt
 */
public record DeploymentSpec(
        boolean autoDeploy,
        Target deploymentTarget,
        boolean healthCheckEnabled,
        boolean autoRollback,
        int healthCheckTimeoutSeconds) {

    /** Where a version is served. */
    public enum Target {
        /** Our own model server beside the deploy worker. */
        LOCAL,
        /** An Ollama server. */
        OLLAMA,
        /** A repository of the Hugging Face Hub. */
        HUGGINGFACE
    }
}
