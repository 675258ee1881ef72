package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
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

    private void endsBeforeTheLastWord() {
        await().untilAsserted(() -> {
            model.permits.release();
            assertThat(model.lastFinish).isEqualTo(FinishReason.CANCELLED);
        });
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
