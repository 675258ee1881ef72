package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official OpenAI client against the server process with a pretrained model. */
@SuppressWarnings("NullAway.Init")
final class RealModelTest {
    private static final Path MODEL = Path.of("src/test/resources/stories260k").toAbsolutePath();
    private static final String BEGINNING = "Once upon a time, there was a little girl";

    @TempDir
    static Path folder;

    private static RealServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        server = RealServer.start(folder, "--model", MODEL.toString(), "--name", "stories");
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.endpoint().toString())
                .apiKey("unused")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void continuesATextAsTheModelItself() {
        Completion completion = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("stories")
                        .prompt("Once upon a time")
                        .maxTokens(20)
                        .temperature(0)
                        .build());

        assertThat("Once upon a time" + completion.choices().get(0).text()).startsWith(BEGINNING);
        assertThat(completion.choices().get(0).finishReason().asString()).isEqualTo("length");
        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(20);
    }

    @Test
    void streamsThePiecesOfTheWholeAnswer() {
        ChatCompletionCreateParams params = chat("Once upon a time, there was").build();
        ChatCompletion whole = client.chat().completions().create(params);
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(params.toBuilder()
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            chunks = stream.stream().toList();
        }

        String streamed = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
        assertThat(streamed)
                .isNotBlank()
                .isEqualTo(whole.choices().get(0).message().content().orElseThrow());
        assertThat(chunks.size()).isGreaterThan(5);
        assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().totalTokens())
                .isEqualTo(whole.usage().orElseThrow().totalTokens());
    }

    @Test
    void stopsAtAStopTextAndLeavesItOut() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("Once upon a time, there was").stop("girl").build());

        assertThat(answer.choices().get(0).message().content())
                .hasValueSatisfying(text -> assertThat(text).doesNotContain("girl"));
        assertThat(answer.choices().get(0).finishReason().asString()).isEqualTo("stop");
    }

    @Test
    void repeatsASampledAnswerForTheSameSeed() {
        ChatCompletionCreateParams params =
                chat("The dog").temperature(0.9).topP(0.95).seed(7).build();

        assertThat(content(params)).isNotBlank().isEqualTo(content(params));
        assertThat(content(params))
                .isNotEqualTo(content(params.toBuilder().seed(8).build()));
    }

    @Test
    void clientsReadItsErrors() {
        assertThatThrownBy(() -> content(chat("x").model("other").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("stories");
        assertThatThrownBy(() -> content(chat("word ".repeat(600)).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("512 tokens");
    }

    @Test
    void listsTheModel() {
        assertThat(client.models().list().data()).singleElement().satisfies(model -> {
            assertThat(model.id()).isEqualTo("stories");
            assertThat(model.ownedBy()).isEqualTo("trainyard");
        });
    }

    @Test
    void saysWhyItDoesNotStart() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (RealServer refused = RealServer.start(folder, "--model", empty.toString(), "--name", "x")) {
            assertThat(refused.process().exit().get(60, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(refused.announcement().get().path("event").asText()).isEqualTo("failed");
            assertThat(refused.announcement().get().path("code").asText()).isEqualTo("INVALID_MODEL");
            assertThat(refused.announcement().get().path("message").asText()).contains(empty.toString());
        }
    }

    @Test
    void endsByItselfOnSigterm() throws Exception {
        try (RealServer own = RealServer.start(folder, "--model", MODEL.toString(), "--name", "x")) {
            assertThat(own.endpoint().getPort()).isPositive();

            assertThat(own.process().stop(Duration.ofSeconds(10))).isTrue();
            assertThat(own.stdout()).hasSize(1);
            assertThat(folder.resolve("server.log")).content().contains("serving x on 127.0.0.1:", "shutting down");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ChatCompletionCreateParams.Builder chat(String prompt) {
        return ChatCompletionCreateParams.builder()
                .model("stories")
                .addUserMessage(prompt)
                .maxCompletionTokens(24)
                .temperature(0);
    }

    private static String content(ChatCompletionCreateParams params) {
        return client.chat()
                .completions()
                .create(params)
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
    }
}
