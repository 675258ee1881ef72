package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.trainyard.generate.Generation.FinishReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients do that leave too early, or come when the queue is full. */
@SuppressWarnings("NullAway.Init")
final class BusyServerTest {
    private final ScriptedModel model =
            new ScriptedModel(Stream.generate(() -> "word ").limit(30).toArray(String[]::new));
    private ModelServer server;
    private OpenAIClient client;
    private String base;

    @BeforeEach
    void start() throws Exception {
        ServerLimits limits = new ServerLimits(100_000, 1, 30, Duration.ofSeconds(5));
        server = ModelServer.start(model, ServerOptions.parse("--model", "unused", "--name", "tiny"), limits);
        base = "http://127.0.0.1:" + server.port() + "/v1";
        client = OpenAIOkHttpClient.builder()
                .baseUrl(base)
                .apiKey("unused")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        model.unhurried();
        client.close();
        server.close();
    }

    @Test
    void theOfficialJavaClientLeavesAStream() {
        model.permits.release(2);
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params())) {
            // The role and two words.
            assertThat(stream.stream().limit(3)).hasSize(3);
        }
        endsBeforeTheLastWord();
    }

    @Test
    void langChainLeavesAStream() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(base)
                .apiKey("unused")
                .modelName("tiny")
                .build()
                .chat("hello", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                        context.streamingHandle().cancel();
                        first.complete(piece.text());
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        first.completeExceptionally(new AssertionError("it went on"));
                    }

                    @Override
                    public void onError(Throwable error) {
                        first.completeExceptionally(error);
                    }
                });
        // Clients notice that they were told to leave when the next piece comes.
        model.permits.release(3);

        assertThat(first.get(30, TimeUnit.SECONDS)).startsWith("word");
        endsBeforeTheLastWord();
    }

    @Test
    void theOfficialJavaScriptClientAbortsAStream() throws Exception {
        model.permits.release(1);

        JsonNode seen = NodeClient.ask("leave.mjs", base, "tiny", "stream");

        assertThat(seen.path("pieces")).extracting(JsonNode::asText).containsExactly("word ");
        assertThat(seen.path("noticed").asBoolean()).isTrue();
        endsBeforeTheLastWord();
    }

    @Test
    void theOfficialJavaScriptClientAbortsAWholeAnswer() throws Exception {
        JsonNode seen = NodeClient.ask("leave.mjs", base, "tiny", "whole");

        assertThat(seen.path("error").asText()).isEqualTo("APIUserAbortError");
        assertThat(seen.path("noticed").asBoolean()).isTrue();
        endsBeforeTheLastWord();
    }

    @Test
    void theOfficialJavaClientGivesUpAWholeAnswer() {
        RequestOptions impatient =
                RequestOptions.builder().timeout(Duration.ofMillis(500)).build();

        assertThatThrownBy(() -> client.chat().completions().create(params(), impatient))
                .isInstanceOf(OpenAIIoException.class);

        endsBeforeTheLastWord();
    }

    @Test
    void langChainGivesUpAWholeAnswer() {
        OpenAiChatModel impatient = OpenAiChatModel.builder()
                .baseUrl(base)
                .apiKey("unused")
                .modelName("tiny")
                .timeout(Duration.ofMillis(500))
                .maxRetries(0)
                .build();

        assertThatThrownBy(() -> impatient.chat("hello")).isInstanceOf(TimeoutException.class);

        endsBeforeTheLastWord();
    }

    /** And whoever comes next is answered. */
    private void endsBeforeTheLastWord() {
        await().untilAsserted(() -> {
            model.permits.release();
            assertThat(model.lastFinish).isEqualTo(FinishReason.CANCELLED);
        });
        model.unhurried();
        assertThat(client.chat().completions().create(params()).choices()).hasSize(1);
        assertThat(model.lastFinish).isEqualTo(FinishReason.STOP);
        assertThat(model.generations).hasValue(2);
        assertThat(model.running).hasValue(0);
    }

    @Test
    void clientsAreToldToComeBack() throws Exception {
        CompletableFuture<?> answered = askLater();
        assertThat(model.begun.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<?> waiting = askLater();
        await().until(() -> server.waiting() == 1);

        assertThatThrownBy(() -> client.chat().completions().create(params()))
                .isInstanceOfSatisfying(RateLimitException.class, problem -> {
                    assertThat(problem.headers().values("retry-after")).containsExactly("1");
                    assertThat(problem.code()).contains("queue_full");
                });
        assertThatThrownBy(() -> OpenAiChatModel.builder()
                        .baseUrl(base)
                        .apiKey("unused")
                        .modelName("tiny")
                        .maxRetries(0)
                        .build()
                        .chat("hello"))
                .isInstanceOf(dev.langchain4j.exception.RateLimitException.class);
        model.unhurried();
        CompletableFuture.allOf(answered, waiting).get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<?> askLater() {
        return CompletableFuture.runAsync(
                () -> client.chat().completions().create(params()),
                task -> Thread.ofVirtual().start(task));
    }

    private static ChatCompletionCreateParams params() {
        return ChatCompletionCreateParams.builder()
                .model("tiny")
                .addUserMessage("hello there")
                .build();
    }
}
