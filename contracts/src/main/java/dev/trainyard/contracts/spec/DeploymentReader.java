package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

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
                section.choice(
                        "deployment_target", DeploymentSpec.Target.LOCAL, List.of("cloud", "kubernetes", "openai")),
                section.flag("health_check_enabled", true),
                section.flag("auto_rollback", true),
                section.integer("health_check_timeout_seconds", Bounds.between(1, 3600), 120));
        section.end();
        return read;
    }
}
