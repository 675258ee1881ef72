package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.spec.DeploymentSpec.Canary;
import dev.trainyard.contracts.spec.DeploymentSpec.Limits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads whether and where a scored version is served ({@code deployment}). */
public final class DeploymentReader {
    private DeploymentReader() {}

    /**
     * The section of a document by itself, with every default filled in.
     *
     * <p>Errors: INVALID_SPEC with all problems, fields named from {@code deployment} on.
     */
    public static DeploymentSpec read(JsonNode section) {
        return Section.alone("deployment", section, DeploymentReader::read);
    }

    static DeploymentSpec read(Section section) {
        DeploymentSpec read = new DeploymentSpec(
                section.flag("auto_deploy", false),
                section.choice("deployment_target", DeploymentSpec.Target.LOCAL, List.of("kubernetes", "openai")),
                section.flag("health_check_enabled", true),
                section.flag("auto_rollback", true),
                section.integer("health_check_timeout_seconds", Bounds.between(1, 3600), 120),
                section.has("canary") ? Optional.of(canary(section.section("canary"))) : Optional.empty(),
                section.has("limits") ? Optional.of(limits(section.section("limits"))) : Optional.empty(),
                LabelReader.read(section.section("deployment_tags")));
        if (read.deploymentTarget() != DeploymentSpec.Target.LOCAL) {
            refuseRollout(section, read.deploymentTarget());
        }
        section.end();
        return read;
    }

    /** What only our own servers can do is not taken and then left undone. */
    private static void refuseRollout(Section section, DeploymentSpec.Target target) {
        String instead = target == DeploymentSpec.Target.CLOUD
                ? "leave it out; the setting trainyard.targets.cloud.kserve.canary has the steps of KServe"
                : "leave it out; the version is current there at once, after it has answered";
        for (String field : List.of("canary", "limits")) {
            if (section.has(field)) {
                section.problem(field, "is for deployment_target local: " + instead);
            }
        }
    }

    private static Canary canary(Section section) {
        List<Double> written = section.numbers("steps", Bounds.between(1, 100)).orElse(List.of(100.0));
        List<Integer> steps = written.stream().map(Double::intValue).toList();
        boolean whole = written.stream().allMatch(step -> step == Math.rint(step));
        if (!whole
                || steps.isEmpty()
                || steps.getLast() != 100
                || !steps.stream().sorted().distinct().toList().equals(steps)) {
            section.problem(
                    "steps",
                    "expected whole percentages that rise and end with 100, such as [10, 50, 100], found "
                            + Section.shown(String.valueOf(section.field("steps"))));
        }
        Canary read = new Canary(
                steps,
                section.integer("step_seconds", Bounds.between(0, 86_400), 60),
                section.integer("min_requests", Bounds.between(0, 1_000_000), 0));
        section.end();
        return read;
    }

    private static Limits limits(Section section) {
        Limits read = new Limits(
                section.number("max_error_rate", Bounds.between(0, 1), Limits.USUAL.maxErrorRate()),
                section.number("max_latency_ratio", Bounds.between(1, 1000), Limits.USUAL.maxLatencyRatio()),
                boxed(section.number("max_latency_ms", Bounds.above(0, 3_600_000))),
                boxed(section.number("max_drift", Bounds.between(1, 1000))));
        section.end();
        return read;
    }

    private static Optional<Double> boxed(OptionalDouble number) {
        return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }
}
