package dev.trainyard.registry.app;

import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.spec.EvaluationSpec;
import dev.trainyard.registry.domain.ModelType;
import java.util.Map;
import java.util.Optional;

/**
 * A model that was trained elsewhere and is to be registered.
 *
 * @param name of the model in the registry; a name that exists gets another version
 * @param source folder or file below a data root, or {@code file:} URI of an artifact
 * @param format what the user says it is; the files decide, and must agree
 * @param base what it was made from: a version of this registry, or a name of a model elsewhere
 * @param family replaces what the files tell, for formats that do not tell it
 * @param metrics measured elsewhere, by standard name
 * @param evaluation how it is to be scored now
 * @param deployment how it is to be served then
 */
public record ImportRequest(
        String name,
        String source,
        Optional<ModelFormat> format,
        Optional<ModelType> type,
        Optional<String> family,
        Optional<String> base,
        Optional<String> description,
        Map<String, String> tags,
        Map<String, Double> metrics,
        EvaluationSpec evaluation,
        DeploymentSpec deployment) {}
