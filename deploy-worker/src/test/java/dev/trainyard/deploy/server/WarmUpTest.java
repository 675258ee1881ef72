package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.deploy.ClassifierFolder;
import dev.trainyard.generate.Generation.FinishReason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WarmUpTest {
    private static final Path STORIES =
            Path.of("src/test/resources/stories260k").toAbsolutePath();
    private static final Pattern ROUNDS = Pattern.compile("warmed up by (\\d+) rounds");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void aServerHasDoneRealWorkBeforeItListensAndCountsNoneOfIt() throws Exception {
        try (RealServer server =
                RealServer.start(folder, "--warm-up", "20", "--model", STORIES.toString(), "--name", "stories")) {
            String base = server.endpoint().toString().replace("/v1", "");
            JsonNode usage = ResponseShape.JSON.readTree(get(base + "/usage"));

            assertThat(rounds()).isGreaterThanOrEqualTo(3);
            assertThat(usage.path("requests").asInt()).isZero();
            assertThat(usage.path("errors").asInt()).isZero();
            assertThat(get(base + "/metrics"))
                    .contains("tokens_total{kind=\"prompt\"} 0", "tokens_total{kind=\"completion\"} 0")
                    .contains("generation_seconds_count 0", "first_text_seconds_count 0")
                    .contains("batch_steps_total 0", "batch_step_tokens_total 0")
                    .doesNotContain("completions");
        }
    }

    @Test
    void classifiersAreWarmedUpByTexts() throws Exception {
        Path classifier = Files.createDirectory(folder.resolve("classifier"));
        ClassifierFolder.write(classifier);
        try (RealServer server =
                RealServer.start(folder, "--warm-up", "20", "--model", classifier.toString(), "--name", "desk")) {
            assertThat(server.endpoint().getPort()).isPositive();
            assertThat(rounds()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void takesNoLongerThanItMay() throws Exception {
        ScriptedModel slow =
                new ScriptedModel(8, Stream.generate(() -> "word ").limit(32).toArray(String[]::new));
        ServerOptions options = ServerOptions.parse("--model", "unused", "--name", "tiny");
        slow.permits.release(40);
        // It stops writing then, until it has been left.
        CompletableFuture.delayedExecutor(1200, TimeUnit.MILLISECONDS).execute(slow::unhurried);

        WarmUp.run(slow, options, Duration.ofMillis(600));

        assertThat(slow.lastFinish).isEqualTo(FinishReason.CANCELLED);
        assertThat(slow.running).hasValue(0);
    }

    private int rounds() throws Exception {
        Matcher said = ROUNDS.matcher(Files.readString(folder.resolve("server.log")));
        assertThat(said.find()).isTrue();
        return Integer.parseInt(said.group(1));
    }

    private String get(String uri) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
                .body();
    }
}
