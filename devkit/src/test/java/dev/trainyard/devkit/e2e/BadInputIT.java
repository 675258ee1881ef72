package dev.trainyard.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.contracts.error.Problem;
import dev.trainyard.devkit.client.GatewayException;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.stack.Component;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input is refused with words that help, and takes nothing down. */
@ExtendWith(Platform.Provider.class)
final class BadInputIT {
    private static final Path FIXTURE = Path.of("../train-core/src/test/resources/fixtures/llama")
            .toAbsolutePath()
            .normalize();

    @AfterEach
    void everyServiceIsStillWell(Platform platform) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (Component service : platform.components()) {
            assertThat(service.status()).as(service.name()).isEqualTo(Component.Status.READY);
            if (!List.of("postgresql", "kafka").contains(service.name())) {
                URI health = URI.create("http://127.0.0.1:" + service.port() + "/q/health/ready");
                HttpResponse<String> answer =
                        http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(service.name()).isEqualTo(200);
            }
        }
    }

    @Test
    void aSpecIsRefusedWithAllItsProblems(Platform platform) {
        GatewayException refusal = refused(platform, """
                name: Not A Name
                model: {base: "models:/nobody/latest", colour: red}
                training_data: {path: [1, 2]}
                hyperparameters: {epochs: many}
                """);
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.problems())
                .extracting(Problem::field)
                .contains("name", "model.colour", "hyperparameters.epochs");
    }

    @ParameterizedTest
    @CsvSource({"no-such-file.jsonl, no-such-file.jsonl", "/etc/passwd, /etc/passwd", "../../escape.jsonl, escape.jsonl"
    })
    void dataThatIsMissingOrOutsideTheRootsIsRefused(String path, String named, Platform platform) throws IOException {
        Files.writeString(platform.datasets().resolve("../escape.jsonl"), "{\"text\":\"a\"}\n");
        String where =
                path.startsWith("/") ? path : platform.datasets().resolve(path).toString();
        GatewayException refusal = refused(platform, spec("e2e-bad-path", FIXTURE.toString(), where));
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.problems()).anySatisfy(problem -> {
            assertThat(problem.field()).startsWith("training_data.path");
            assertThat(problem.message()).contains(named);
        });
    }

    @Test
    void anUnreadableBodyIsRefused(Platform platform) {
        assertThat(refused(platform, "{\"name\": ").status()).isEqualTo(400);
    }

    @Test
    void anUnknownJobIsNotFound(Platform platform) {
        GatewayException missing = catchThrowableOfType(
                GatewayException.class, () -> platform.gateway().job("job-00000000000000000000000000"));
        assertThat(missing.status()).isEqualTo(404);
    }

    @Test
    void anEmptyDatasetFailsTheJob(Platform platform) throws Exception {
        Path rows = Files.writeString(platform.datasets().resolve("empty.jsonl"), "");
        assertFails(platform, base(platform), rows, "INVALID_DATA", "empty.jsonl");
    }

    @Test
    void aRowWithoutSupervisedTokensFailsTheJobWithItsNumber(Platform platform) throws Exception {
        Path rows = Files.writeString(
                platform.datasets().resolve("unsupervised.jsonl"),
                "{\"input_ids\":[1,2,3],\"labels\":[-100,2,3]}\n{\"input_ids\":[1,2,3],\"labels\":[-100,-100,-100]}\n");
        assertFails(platform, base(platform), rows, "INVALID_DATA", "2");
    }

    @Test
    void aTruncatedWeightsFileFailsTheJob(Platform platform) throws Exception {
        Path base = base(platform);
        Path weights = base.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        assertFails(platform, base, rows(platform), "INVALID_MODEL", "model.safetensors");
    }

    @Test
    void aHeaderThatLiesAboutItsSizeFailsTheJob(Platform platform) throws Exception {
        Path base = base(platform);
        Path weights = base.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE / 2);
        Files.write(weights, bytes);
        assertFails(platform, base, rows(platform), "INVALID_MODEL", "model.safetensors");
    }

    @Test
    void anUnknownArchitectureFailsTheJob(Platform platform) throws Exception {
        Path base = base(platform);
        Path config = base.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("LlamaForCausalLM", "MambaForCausalLM")
                        .replace("\"llama\"", "\"mamba\""));
        assertFails(platform, base, rows(platform), "INVALID_MODEL", "amba");
    }

    private static void assertFails(Platform platform, Path base, Path rows, String code, String mentioned)
            throws InterruptedException {
        Job job;
        try {
            job = platform.finish(
                    platform.gateway().submit(spec("e2e-bad", base.toString(), rows.toString()), "application/yaml"));
        } catch (GatewayException refused) {
            // Noticed before a worker was asked: as good, if it says the same.
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.getMessage() + refused.problems()).contains(mentioned);
            return;
        }
        assertThat(job.status()).isEqualTo("failed");
        assertThat(job.error()).hasValueSatisfying(error -> {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.message()).contains(mentioned);
        });
        assertThat(job.attempt()).as("a user's error is not tried again").isLessThanOrEqualTo(1);
    }

    private static GatewayException refused(Platform platform, String spec) {
        return catchThrowableOfType(
                GatewayException.class, () -> platform.gateway().submit(spec, "application/yaml"));
    }

    private static String spec(String name, String base, String rows) {
        return """
                name: %s
                model: {base: %s}
                training_data: {path: %s, format: tokens}
                hyperparameters: {max_steps: 2, batch_size: 1, max_length: 16}
                """.formatted(name, base, rows);
    }

    private static Path rows(Platform platform) throws IOException {
        return Files.writeString(
                platform.datasets().resolve("rows.jsonl"), "{\"input_ids\":[1,2,3],\"labels\":[-100,2,3]}\n");
    }

    /** A copy of a small model, to be damaged. */
    private static Path base(Platform platform) throws IOException {
        Path copy = Files.createTempDirectory(platform.datasets(), "model");
        try (Stream<Path> files = Files.list(FIXTURE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
