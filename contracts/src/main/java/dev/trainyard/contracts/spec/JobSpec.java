package dev.trainyard.contracts.spec;

import java.util.Map;

/**
 * A training job as the user describes it, complete: every default is filled in, so that printing it shows what runs.
 *
 * <p>Read with {@link JobSpecReader}; the field names on the wire are these names in snake case.
 *
 * @param name the model's name in the registry: lower-case letters, digits, {@code . _ -}, 1 to 96 characters
 * @param metadata free labels of the user
 */
public record JobSpec(
        String name,
        ModelSpec model,
        DataSpec trainingData,
        Hyperparameters hyperparameters,
        AdapterSpec adapter,
        Optimization optimization,
        Checkpointing checkpoints,
        Distribution training,
        Resources resources,
        EvaluationSpec evaluation,
        DeploymentSpec deployment,
        Map<String, String> metadata) {}
