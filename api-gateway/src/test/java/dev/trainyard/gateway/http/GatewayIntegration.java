package dev.trainyard.gateway.http;

import static io.restassured.RestAssured.given;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.gateway.app.Jobs;
import dev.trainyard.gateway.config.GatewaySettings;
import dev.trainyard.gateway.domain.Events;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.stack.PeerServices;
import dev.trainyard.gateway.stack.Wire;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the integration tests share: one application, real Kafka and PostgreSQL, files in the data root. */
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = PeerServices.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
abstract class GatewayIntegration {
    @Inject
    GatewaySettings settings;

    @Inject
    ArtifactStore artifacts;

    @Inject
    Jobs jobs;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    Wire wire;

    @BeforeEach
    void prepare() throws IOException {
        wire = new Wire(servers);
        write(dataRoot().resolve("rows.jsonl"), "{\"text\":\"one row\"}\n");
        write(dataRoot().resolve("empty.jsonl"), "");
        write(dataRoot().resolve("tiny/config.json"), "{\"model_type\":\"llama\"}");
        write(dataRoot().resolve("no-model/readme.txt"), "nothing");
        write(settings.artifacts().resolve("models/tiny/config.json"), "{\"model_type\":\"llama\"}");
    }

    @AfterEach
    void close() {
        wire.close();
    }

    Path dataRoot() {
        return settings.dataRoots().get(0);
    }

    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static String spec(String name) {
        return "{name: " + name + ", model: {base: tiny}, training_data: {path: rows.jsonl}}";
    }

    static ValidatableResponse submit(String spec, String type) {
        return given().contentType(type)
                .body(spec.getBytes(StandardCharsets.UTF_8))
                .post("/api/training/jobs")
                .then();
    }

    /** Hands a job in over REST and returns it as it is kept. */
    Job submitted(String name) {
        String id =
                submit(spec(name), "application/yaml").statusCode(201).extract().path("data.id");
        return jobs.job(new JobId(id));
    }

    static Events events(Job job) {
        return new Events(job.id(), job.spec());
    }
}
