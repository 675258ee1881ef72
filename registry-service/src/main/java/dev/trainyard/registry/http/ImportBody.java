package dev.trainyard.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.spec.EvaluationReader;
import dev.trainyard.registry.app.ImportRequest;
import dev.trainyard.registry.domain.ModelName;
import dev.trainyard.registry.domain.ModelType;
import java.util.List;
import java.util.Set;

/** The body of {@code POST /models}. */
final class ImportBody {
    private static final Set<String> FIELDS = Set.of(
            "name",
            "source",
            "format",
            "type",
            "family",
            "base",
            "description",
            "tags",
            "metrics",
            "evaluation",
            "deployment");

    private ImportBody() {}

    /** Errors: INVALID_REQUEST with everything that is wrong. */
    static ImportRequest read(JsonNode body) {
        BodyFields fields = new BodyFields(body, FIELDS);
        String name = fields.required("name", "the model's name in the registry");
        String problem = name.isEmpty() ? "" : ModelName.problem(name);
        if (!problem.isEmpty()) {
            fields.problem("name", problem);
        }
        ImportRequest request = new ImportRequest(
                name,
                fields.required("source", "a folder or file below a data root, or the URI of an artifact"),
                fields.choice("format", ModelFormat.values()),
                fields.choice("type", ModelType.values()),
                fields.text("family"),
                fields.text("base"),
                fields.text("description"),
                fields.texts("tags"),
                fields.numbers("metrics"),
                fields.section("evaluation", EvaluationReader::read),
                fields.section("deployment", DeploymentReader::read));
        List<Problem> problems = fields.problems();
        if (!problems.isEmpty()) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, BodyFields.words(problems), problems);
        }
        return request;
    }
}
