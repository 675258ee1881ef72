package dev.trainyard.contracts.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

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
        Map<String, String> metadata) {

    /** The same spec with every path replaced; {@code models:/} references stay. */
    public JobSpec withResolvedPaths(UnaryOperator<String> resolution) {
        return withResolvedPaths((field, path) -> resolution.apply(path));
    }

    /**
     * The same spec with every path replaced; {@code models:/} references stay.
     *
     * @param resolution takes the field path, such as {@code training_data.path[1]}, and the path written there
     */
    public JobSpec withResolvedPaths(BinaryOperator<String> resolution) {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < trainingData.path().size(); i++) {
            String index = trainingData.path().size() == 1 ? "" : "[" + i + "]";
            files.add(resolution.apply(
                    "training_data.path" + index, trainingData.path().get(i)));
        }
        Optional<String> validation =
                resolve("training_data.validation_path", trainingData.validationPath(), resolution);
        Optional<String> base = model.fromRegistry() ? model.base() : resolve("model.base", model.base(), resolution);
        return withPaths(
                model.withBase(base),
                trainingData.withPaths(files, validation),
                resolve("adapter.init_from", adapter.initFrom(), resolution),
                resolve("evaluation.data", evaluation.data(), resolution));
    }

    /** The same spec with another base model. */
    public JobSpec withBase(String base) {
        ModelSpec other = model.withBase(Optional.of(base));
        return withPaths(other, trainingData, adapter.initFrom(), evaluation.data());
    }

    private JobSpec withPaths(ModelSpec model, DataSpec rows, Optional<String> initFrom, Optional<String> scored) {
        return new JobSpec(
                name,
                model,
                rows,
                hyperparameters,
                adapter.withInitFrom(initFrom),
                optimization,
                checkpoints,
                training,
                resources,
                evaluation.withData(scored),
                deployment,
                metadata);
    }

    private static Optional<String> resolve(String field, Optional<String> path, BinaryOperator<String> resolution) {
        return path.map(text -> resolution.apply(field, text));
    }
}
