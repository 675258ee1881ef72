package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.trainyard.deploy.ClassifierFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that people have already, as they come, against server processes with small models. */
@SuppressWarnings("NullAway.Init")
final class ClientsTest {
    private static final Path STORIES =
            Path.of("src/test/resources/stories260k").toAbsolutePath();
    private static final String BEGINNING = "Once upon a time, there was";

    @TempDir
    static Path folder;

    private static RealServer writer;
    private static RealServer reader;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        Path classifier = Files.createDirectory(folder.resolve("classifier"));
        ClassifierFolder.write(classifier);
        writer = RealServer.start(folder, "--model", STORIES.toString(), "--name", "stories");
        reader = RealServer.start(folder, "--model", classifier.toString(), "--name", "desk");
        client = OpenAIOkHttpClient.builder()
                .baseUrl(writer.endpoint().toString())
                .apiKey("unused")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        writer.close();
        reader.close();
    }

    @Test
    void theOfficialJavaScriptClient() throws Exception {
        JsonNode seen = NodeClient.ask(
                "ask.mjs",
                writer.endpoint().toString(),
                "stories",
                reader.endpoint().toString(),
                "desk");

        String answer = seen.at("/chat/choices/0/message/content").asText();
        assertThat(answer).contains("little girl");
        assertThat(seen.at("/chat/usage/completion_tokens").asInt()).isEqualTo(24);
        assertThat(seen.path("streamed").asText()).isEqualTo(answer);
        assertThat(seen.path("assembled").asText()).isEqualTo(answer);
        assertThat(seen.path("streamUsage")).isEqualTo(seen.at("/chat/usage"));
        assertThat(seen.at("/several/choices").valueStream().map(choice -> choice.at("/message/content")))
                .hasSize(3)
                .doesNotHaveDuplicates();
        assertThat(seen.at("/scores/choices/0/logprobs/content")).hasSize(24).allSatisfy(token -> {
            assertThat(token.path("logprob").asDouble()).isNegative();
            // The likeliest token was taken.
            assertThat(token.at("/top_logprobs/0/token")).isEqualTo(token.path("token"));
            assertThat(token.path("top_logprobs")).hasSize(2);
        });
        assertThat(seen.at("/text/choices/0/text").asText()).startsWith(", there was");
        assertThat(seen.path("models")).extracting(JsonNode::asText).containsExactly("stories");
        assertThat(seen.path("model").asText()).isEqualTo("stories");
        assertThat(seen.path("vectors").toString()).isEqualTo("[64,64]");
        assertThat(seen.path("errors").toString())
                .isEqualTo(
                        "[{\"type\":\"NotFoundError\",\"status\":404,\"code\":\"model_not_found\",\"param\":\"model\"},"
                                + "{\"type\":\"BadRequestError\",\"status\":400,\"code\":\"invalid_value\",\"param\":\"temperature\"},"
                                + "{\"type\":\"BadRequestError\",\"status\":400,\"code\":\"unsupported_value\",\"param\":\"tools\"}]");
    }

    @Test
    void langChainChats() throws Exception {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(writer.endpoint().toString())
                .apiKey("unused")
                .modelName("stories")
                .temperature(0.0)
                .maxTokens(24)
                .maxRetries(0)
                .build();
        ChatResponse answer = model.chat(UserMessage.from(BEGINNING));

        assertThat(answer.aiMessage().text()).contains("little girl");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(24);
        assertThat(langChainStreams()).isEqualTo(answer.aiMessage().text());
    }

    private static String langChainStreams() throws Exception {
        OpenAiStreamingChatModel model = OpenAiStreamingChatModel.builder()
                .baseUrl(writer.endpoint().toString())
                .apiKey("unused")
                .modelName("stories")
                .temperature(0.0)
                .maxTokens(24)
                .build();
        CompletableFuture<String> text = new CompletableFuture<>();
        model.chat(BEGINNING, new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(24);
                text.complete(response.aiMessage().text());
            }

            @Override
            public void onError(Throwable error) {
                text.completeExceptionally(error);
            }
        });
        return text.get(30, TimeUnit.SECONDS);
    }

    @Test
    void langChainReadsErrorsAndVectors() throws Exception {
        var builder = OpenAiChatModel.builder()
                .baseUrl(writer.endpoint().toString())
                .apiKey("unused")
                .maxRetries(0);
        assertThatThrownBy(() -> builder.modelName("other").build().chat("x"))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("stories");
        assertThatThrownBy(() ->
                        builder.modelName("stories").temperature(5.0).build().chat("x"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("temperature");
        OpenAiEmbeddingModel vectors = OpenAiEmbeddingModel.builder()
                .baseUrl(reader.endpoint().toString())
                .apiKey("unused")
                .modelName("desk")
                .build();
        assertThat(vectors.embed("a text").content().vector()).hasSize(64);
    }

    /** What one request gets does not depend on the others that the server answers beside it. */
    @Test
    void theOfficialJavaClientGetsTheSameAloneAndInCompany() {
        List<String> alone = new ArrayList<>();
        for (int seed = 0; seed < 12; seed++) {
            alone.add(story(seed));
        }
        List<CompletableFuture<String>> together = new ArrayList<>();
        for (int seed = 0; seed < 12; seed++) {
            int own = seed;
            together.add(CompletableFuture.supplyAsync(
                    () -> story(own), task -> Thread.ofVirtual().start(task)));
        }
        assertThat(together).extracting(CompletableFuture::join).isEqualTo(alone);
        assertThat(alone).doesNotHaveDuplicates();
    }

    private static String story(int seed) {
        return client.chat()
                .completions()
                .create(chat().temperature(1).seed(seed).maxCompletionTokens(60).build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
    }

    @Test
    void theOfficialJavaClientAsksForSeveralTextsAndScores() {
        ChatCompletion several = client.chat()
                .completions()
                .create(chat().n(2).temperature(1).seed(1).build());
        Completion scored = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("stories")
                        .promptOfArrayOfStrings(List.of("Once upon a time", "The dog"))
                        .maxTokens(5)
                        .logprobs(3)
                        .temperature(0)
                        .build());

        assertThat(several.choices()).extracting(ChatCompletion.Choice::index).containsExactly(0L, 1L);
        assertThat(scored.choices())
                .hasSize(2)
                .allSatisfy(choice -> assertThat(
                                choice.logprobs().orElseThrow().tokenLogprobs().orElseThrow())
                        .hasSize(5));
    }

    /** SentencePiece's tokens begin with a space that they lose when they stand alone. */
    @Test
    void tokensComeToTheText() {
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model("stories")
                .prompt("Once")
                .maxTokens(30)
                .logprobs(2)
                .temperature(0)
                .build();
        CompletionChoice whole = client.completions().create(params).choices().get(0);
        var told = whole.logprobs().orElseThrow();
        List<String> tokens = told.tokens().orElseThrow();
        List<Long> offsets = told.textOffset().orElseThrow();

        assertThat(String.join("", tokens)).isEqualTo(whole.text()).startsWith(" upon a time");
        for (int i = 1; i < tokens.size(); i++) {
            assertThat(offsets.get(i))
                    .isEqualTo(offsets.get(i - 1) + tokens.get(i - 1).length());
        }
        try (StreamResponse<Completion> stream = client.completions().createStreaming(params)) {
            assertThat(stream.stream()
                            .flatMap(chunk -> chunk.choices().get(0).logprobs().stream())
                            .flatMap(chunk -> chunk.textOffset().orElseThrow().stream()))
                    .isEqualTo(offsets);
        }
    }

    /** As lm-evaluation-harness scores texts: by the prompt alone, or with a token after it. */
    @Test
    void promptsAreScored() {
        List<List<Long>> prompts = List.of(List.of(1L, 403L, 407L, 261L, 378L), List.of(1L, 410L));
        CompletionCreateParams.Builder params = CompletionCreateParams.builder()
                .model("stories")
                .promptOfArrayOfTokenArrays(prompts)
                .echo(true)
                .logprobs(1)
                .temperature(0);
        List<CompletionChoice> alone =
                client.completions().create(params.maxTokens(0).build()).choices();
        List<CompletionChoice> continued =
                client.completions().create(params.maxTokens(1).build()).choices();

        for (int i = 0; i < prompts.size(); i++) {
            var told = alone.get(i).logprobs().orElseThrow();
            var more = continued.get(i).logprobs().orElseThrow();
            List<String> tokens = told.tokens().orElseThrow();
            assertThat(tokens).hasSize(prompts.get(i).size());
            assertThat(String.join("", tokens)).isEqualTo(alone.get(i).text());
            assertThat(String.join("", more.tokens().orElseThrow()))
                    .isEqualTo(continued.get(i).text())
                    .startsWith(alone.get(i).text());
            List<Double> scores = told.tokenLogprobs().orElseThrow();
            assertThat(scores.get(0)).isNull();
            assertThat(scores.subList(1, scores.size()))
                    .allSatisfy(score -> assertThat(score).isNegative());
            assertThat(more.tokenLogprobs().orElseThrow().subList(0, tokens.size()))
                    .isEqualTo(scores);
            assertThat(more.tokens().orElseThrow()).hasSize(tokens.size() + 1);
        }
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder()
                .model("stories")
                .addUserMessage(BEGINNING)
                .maxCompletionTokens(24)
                .temperature(0);
    }
}
