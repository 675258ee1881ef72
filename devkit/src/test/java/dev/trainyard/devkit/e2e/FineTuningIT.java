package dev.trainyard.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trainyard.devkit.client.ChatClient;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.GatewayException;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.client.JobMessage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From two files to a served, fine-tuned model, over REST. */
@ExtendWith(Platform.Provider.class)
final class FineTuningIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path downloads;

    @Test
    void takesTwoFilesToAServedFineTunedModel(Platform platform) throws Exception {
        GatewayClient gateway = platform.gateway();
        Job base = platform.finish(gateway.submit(
                platform.smallBase("e2e-base", 40, "deployment: {auto_deploy: true}"), "application/yaml"));
        assertThat(base.error()).isEmpty();
        assertThat(base.model()).map(Job.Model::shortReference).contains("e2e-base/1");

        gateway.put(
                "/models/e2e-base/aliases/champion",
                JsonNodeFactory.instance.objectNode().put("version", 1).put("expected_current", 0));
        List<JobMessage> messages = new ArrayList<>();
        Job submitted = gateway.submit(fineTuning(platform), "application/yaml");
        Job tuned = platform.finish(submitted.id(), messages::add);

        assertThat(tuned.error()).isEmpty();
        assertThat(tuned.status()).isEqualTo("succeeded");
        assertThat(tuned.stages()).extracting(Job.StageState::status).containsOnly("succeeded");
        assertThat(tuned.progress()).isEqualTo(1.0);
        assertThat(messages).extracting(JobMessage::type).contains("training.progressed", "training.succeeded");
        assertIsRegistered(gateway, base, tuned);
        assertIsEvaluated(platform, tuned);
        assertAnswers(base);
        assertAnswers(tuned);
        assertIsExported(gateway);
        assertAreAskedAtOneAddress(base, tuned);
        assertIsNotDeployedTwice(gateway);
        assertHasAHistory(gateway, base);
    }

    /** The adapter alone, compared with the tuned model on top of the base that the registry names. */
    private void assertIsExported(GatewayClient gateway) throws InterruptedException {
        JsonNode request = JsonNodeFactory.instance.objectNode().put("format", "peft");
        JsonNode export = gateway.post("/models/e2e-assistant/1/export", request);
        while (List.of("queued", "running").contains(export.path("status").asText())) {
            Thread.sleep(200);
            export = gateway.get("/exports/" + export.path("id").asText());
        }
        assertThat(export.path("status").asText()).as(export.toString()).isEqualTo("completed");
        assertThat(export.at("/parity/data").asText()).contains("held_out.jsonl");
        assertThat(export.path("files").findValuesAsText("name"))
                .contains("adapter_config.json", "adapter_model.safetensors");
        JsonNode file = export.path("files").path(0);
        Path fetched = downloads.resolve(file.path("name").asText());
        gateway.download(
                file.path("href").asText(), fetched, file.path("sha256").asText());
        assertThat(fetched).hasSize(file.path("bytes").asLong());
        String id = export.path("id").asText();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!gateway.get("/models/e2e-assistant/versions/1")
                        .path("exports")
                        .findValuesAsText("id")
                        .contains(id)
                && System.nanoTime() < deadline) {
            Thread.sleep(200);
        }
    }

    private static void assertAreAskedAtOneAddress(Job base, Job tuned) {
        assertThat(base.deployment().orElseThrow().endpoint())
                .isPresent()
                .isEqualTo(tuned.deployment().orElseThrow().endpoint());
    }

    private static void assertIsNotDeployedTwice(GatewayClient gateway) {
        JsonNode asked = gateway.post(
                "/deploy/" + GatewayClient.segment("e2e-base@champion"), JsonNodeFactory.instance.objectNode());
        assertThat(asked.path("status").asText()).isEqualTo("ready");
        assertThat(asked.path("weight").asInt()).isEqualTo(100);
        assertThat(GatewayClient.items(gateway.get("/deployments?name=e2e-base")))
                .hasSize(1);
    }

    /** From the base model's data to the deployment of what was made from it. */
    private static void assertHasAHistory(GatewayClient gateway, Job base) {
        JsonNode graph = gateway.get("/models/e2e-assistant/lineage");
        assertThat(graph.path("nodes").findValuesAsText("kind"))
                .contains("dataset", "job", "checkpoint", "version", "evaluation", "export", "deployment");
        assertThat(graph.path("nodes").findValuesAsText("id")).contains(base.id());
        assertThatThrownBy(() -> gateway.delete("/models/e2e-base"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("base of e2e-assistant/1")
                .hasMessageContaining("deployed by");
    }

    private static String fineTuning(Platform platform) {
        return """
                name: e2e-assistant
                model: {base: "models:/e2e-base@champion"}
                training_data: {path: %s, format: jsonl, validation_split: 0.1}
                hyperparameters: {learning_rate: 3.0e-3, batch_size: 8, max_steps: 20, epochs: 5, max_length: 64}
                adapter: {method: lora, r: 8, alpha: 16}
                evaluation: {metrics: [perplexity, token_accuracy, exact_match], max_samples: 8, max_new_tokens: 16}
                deployment: {auto_deploy: true}
                """.formatted(platform.example("railway_questions.jsonl"));
    }

    private static void assertIsRegistered(GatewayClient gateway, Job base, Job tuned) {
        JsonNode version = gateway.get("/models/e2e-assistant/versions/1");
        assertThat(version.path("job_id").asText()).isEqualTo(tuned.id());
        assertThat(version.path("architecture").asText()).isEqualTo("LlamaForCausalLM");
        assertThat(version.path("parameter_count").asLong()).isPositive();
        JsonNode baseVersion = gateway.get("/models/e2e-base/versions/1");
        assertThat(baseVersion.path("job_id").asText()).isEqualTo(base.id());
        assertThat(version.path("base_version").asText())
                .as("lineage leads to the base model")
                .isEqualTo(baseVersion.path("id").asText());
    }

    private static void assertIsEvaluated(Platform platform, Job tuned) throws Exception {
        Job.Evaluation evaluation = tuned.evaluation().orElseThrow();
        assertThat(evaluation.metrics()).containsKeys("perplexity", "token_accuracy", "exact_match");
        assertThat(evaluation.metrics().get("perplexity")).isGreaterThan(1).isFinite();
        Path heldOut = platform.artifacts().resolve("jobs").resolve(tuned.id()).resolve("held_out.jsonl");
        assertThat(Files.readAllLines(heldOut)).isNotEmpty();
    }

    private static void assertAnswers(Job job) {
        Job.Deployment deployment = job.deployment().orElseThrow();
        ChatClient chat = new ChatClient(
                URI.create(deployment.endpoint().orElseThrow()),
                deployment.servedName().orElseThrow());
        List<String> pieces = new ArrayList<>();
        String answer = chat.stream(
                List.of(new ChatClient.Turn("user", "Who drives the Heron?")),
                new ChatClient.Sampling(12, 0),
                pieces::add);
        assertThat(answer).isEqualTo(String.join("", pieces));
        assertThat(pieces).isNotEmpty();
    }
}
