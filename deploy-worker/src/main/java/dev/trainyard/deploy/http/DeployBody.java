package dev.trainyard.deploy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.wire.WireJson;
import java.util.List;
import java.util.Map;

/**
 * The body of a request to serve a version: the fields of a job's {@code deployment} section but for
 * {@code auto_deploy}, two of them under shorter names.
 *
 * @param force whether a version is served whose evaluation gate did not pass
 */
record DeployBody(DeploymentSpec wanted, boolean force) {
    private static final Map<String, String> SHORT =
            Map.of("target", "deployment_target", "health_check_timeout", "health_check_timeout_seconds");
    private static final String SECTION = "deployment.";

    /**
     * Errors: INVALID_REQUEST with every problem, fields named as the caller wrote them.
     *
     * @param text JSON, or nothing
     * @throws JsonProcessingException where it is no JSON
     */
    static DeployBody read(String text) throws JsonProcessingException {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        if (!text.isBlank()) {
            JsonNode body = WireJson.mapper().readTree(text);
            if (!(body instanceof ObjectNode fields)) {
                throw new TrainyardException(
                        ErrorCode.INVALID_REQUEST, "expected an object with fields such as target, found " + body);
            }
            fields.properties()
                    .forEach(
                            field -> section.set(SHORT.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
        }
        JsonNode force = section.remove("force");
        boolean forced = force != null && force.asBoolean();
        if (force != null && !force.isBoolean()) {
            throw problems(List.of(new Problem("force", "expected true or false, found " + force)));
        }
        if (section.has("auto_deploy")) {
            throw problems(List.of(new Problem("auto_deploy", "belongs to a job's spec: this request is the wish")));
        }
        try {
            return new DeployBody(DeploymentReader.read(section), forced);
        } catch (TrainyardException e) {
            throw problems(e.problems().stream().map(DeployBody::asWritten).toList());
        }
    }

    private static TrainyardException problems(List<Problem> problems) {
        return new TrainyardException(
                ErrorCode.INVALID_REQUEST,
                "the deployment cannot be started: "
                        + String.join(
                                "; ", problems.stream().map(Problem::toString).toList()),
                problems);
    }

    private static Problem asWritten(Problem problem) {
        String field =
                problem.field().startsWith(SECTION) ? problem.field().substring(SECTION.length()) : problem.field();
        return SHORT.entrySet().stream()
                .filter(name -> name.getValue().equals(field))
                .findFirst()
                .map(name -> new Problem(name.getKey(), problem.message()))
                .orElse(new Problem(field, problem.message()));
    }
}
