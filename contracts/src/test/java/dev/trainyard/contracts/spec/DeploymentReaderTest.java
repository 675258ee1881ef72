package dev.trainyard.contracts.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.DeploymentSpec.Canary;
import dev.trainyard.contracts.spec.DeploymentSpec.Limits;
import dev.trainyard.contracts.wire.WireJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentReaderTest {
    @Test
    void aRolloutIsReadWithItsStepsLimitsAndTags() {
        DeploymentSpec spec = DeploymentReader.read(SpecText.tree("""
                canary: {steps: [10, 50, 100], step_seconds: 30, min_requests: 20}
                limits: {max_error_rate: 0.01, max_latency_ms: 250, max_drift: 4}
                deployment_tags: {team: blue}
                """));

        assertThat(spec.rollout()).isEqualTo(new Canary(List.of(10, 50, 100), 30, 20));
        assertThat(spec.gates()).isEqualTo(new Limits(0.01, 3, Optional.of(250.0), Optional.of(4.0)));
        assertThat(spec.deploymentTags()).isEqualTo(Map.of("team", "blue"));
    }

    @Test
    void withoutStepsAVersionTakesOverAtOnce() {
        DeploymentSpec spec = DeploymentReader.read(SpecText.tree("{}"));

        assertThat(spec.rollout().steps()).containsExactly(100);
        assertThat(spec.gates()).isEqualTo(Limits.USUAL);
    }

    @Test
    void stepsRiseToAHundred() {
        for (String steps : List.of("[50, 20, 100]", "[10, 10, 100]", "[10, 50]", "[]", "[0, 100]", "[12.5, 100]")) {
            assertThatThrownBy(() -> DeploymentReader.read(SpecText.tree("{canary: {steps: " + steps + "}}")))
                    .as(steps)
                    .isInstanceOf(TrainyardException.class)
                    .hasMessageContaining("deployment.canary.steps");
        }
    }

    @Test
    void stepsAndLimitsAreForOurOwnServers() {
        for (String target : List.of("ollama", "huggingface", "cloud")) {
            assertThatThrownBy(() -> DeploymentReader.read(SpecText.tree(
                            "{deployment_target: " + target + ", canary: {}, limits: {max_error_rate: 0.1}}")))
                    .as(target)
                    .hasMessageContaining("deployment.canary: is for deployment_target local")
                    .hasMessageContaining("deployment.limits: is for deployment_target local");
        }
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> DeploymentReader.read(SpecText.tree("""
                {canary: {step_seconds: -1, pace: 2}, limits: {max_error_rate: 2, max_latency_ms: 0},
                 deployment_tags: {team: [1]}}
                """)))
                .hasMessageContaining("deployment.canary.step_seconds")
                .hasMessageContaining("deployment.canary.pace")
                .hasMessageContaining("deployment.limits.max_error_rate")
                .hasMessageContaining("deployment.limits.max_latency_ms")
                .hasMessageContaining("deployment.deployment_tags.team");
    }

    @Test
    void aSpecWrittenBeforeThereWereRolloutsIsStillRead() throws JsonProcessingException {
        String old = "{\"auto_deploy\":true,\"deployment_target\":\"local\",\"health_check_enabled\":true,"
                + "\"auto_rollback\":true,\"health_check_timeout_seconds\":120}";

        DeploymentSpec spec = WireJson.mapper()
                .readerFor(DeploymentSpec.class)
                .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .readValue(old);

        assertThat(spec.autoDeploy()).isTrue();
        assertThat(spec.deploymentTags()).isEmpty();
        assertThat(spec.canary()).isEmpty();
    }
}
