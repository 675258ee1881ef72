package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.deploy.ClassifierFolder;
import dev.trainyard.generate.TextClassifier;
import dev.trainyard.generate.TextEmbedder;
import dev.trainyard.model.Labels;
import dev.trainyard.model.bert.BertConfig;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.Classifiers.NewHead;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server process with a classifier; what it answers is compared with the library's own answer. */
@SuppressWarnings("NullAway.Init")
final class RealClassifierTest {
    private static final String TEXT = "Once upon a time, there was a little girl";

    @TempDir
    static Path folder;

    private static Path model;
    private static RealServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        model = Files.createDirectory(folder.resolve("model"));
        ClassifierFolder.write(model);
        server = RealServer.start(folder, "--model", model.toString(), "--name", "desk");
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    @Test
    void tellsTheLabelAndEveryScoreOfEachText() throws Exception {
        JsonNode answer = answer(200, "[\"" + TEXT + "\",{\"text\":\"The dog\",\"text_pair\":\"ran\"}]");

        assertThat(answer.path("model").asText()).isEqualTo("desk");
        assertThat(answer.path("data")).hasSize(2);
        try (TextClassifier own = TextClassifier.load(model)) {
            isAnswerOf(own, answer.at("/data/0"), TEXT, Optional.empty());
            isAnswerOf(own, answer.at("/data/1"), "The dog", Optional.of("ran"));
            assertThat(answer.at("/data/1/index").asInt()).isEqualTo(1);
            var tokenizer = own.tokenizer().orElseThrow();
            assertThat(answer.at("/usage/total_tokens").asInt())
                    .isEqualTo(tokenizer.encodeSegments(TEXT, Optional.empty()).ids().length
                            + tokenizer
                                    .encodeSegments("The dog", Optional.of("ran"))
                                    .ids()
                                    .length);
            int[] ids = tokenizer.encodeSegments(TEXT, Optional.empty()).ids();
            assertThat(answer(200, java.util.Arrays.toString(ids)).at("/data/0/scores"))
                    .isEqualTo(answer.at("/data/0/scores"));
        }
    }

    private static void isAnswerOf(TextClassifier own, JsonNode answer, String text, Optional<String> pair) {
        var tokens = own.tokenizer().orElseThrow().encodeSegments(text, pair);
        float[] expected = own.probabilities(tokens.ids(), tokens.segments());
        TextClassifier.Answer best = own.answer(expected);
        assertThat(answer.path("label").asText()).isEqualTo(best.label());
        assertThat(answer.path("score").asDouble()).isCloseTo(best.confidence(), within(1e-6));
        assertThat(answer.path("scores")).hasSize(expected.length);
        for (int id = 0; id < expected.length; id++) {
            assertThat(answer.path("scores")
                            .path(ClassifierFolder.LABELS.get(id))
                            .asDouble())
                    .isCloseTo(expected[id], within(1e-6));
        }
    }

    @Test
    void refusesWhatIsTooLongUnlessItMayBeCutAsInTraining() throws Exception {
        String words = "word ".repeat(700).strip();

        JsonNode refused = answer(400, "[\"fine\",\"" + words + "\"]");
        JsonNode cut = post(200, "/classify", "{\"model\":\"desk\",\"truncate\":true,\"input\":\"" + words + "\"}");

        assertThat(refused.at("/error/code").asText()).isEqualTo("context_length_exceeded");
        assertThat(refused.at("/error/param").asText()).isEqualTo("input[1]");
        assertThat(refused.at("/error/message").asText()).contains("512 tokens", "\"truncate\": true");
        assertThat(cut.at("/usage/total_tokens").asInt()).isEqualTo(512);
        try (TextClassifier own = TextClassifier.load(model)) {
            assertThat(cut.at("/data/0/score").asDouble())
                    .isCloseTo(own.classify(words, Optional.empty()).confidence(), within(1e-6));
        }
    }

    @Test
    void saysWhichInputIsWrong() throws Exception {
        assertThat(answer(400, "\" \"").at("/error/param").asText()).isEqualTo("input");
        assertThat(answer(400, "[\"a\",\"\"]").at("/error/param").asText()).isEqualTo("input[1]");
        assertThat(answer(400, "[]").at("/error/message").asText()).contains("at least one");
        assertThat(answer(400, "[0,512]").at("/error/param").asText()).isEqualTo("input[1]");
        assertThat(answer(400, "{\"text\":\"a\",\"text_pair\":7}")
                        .at("/error/param")
                        .asText())
                .isEqualTo("input.text_pair");
        assertThat(post(400, "/classify", "{\"model\":\"desk\"}")
                        .at("/error/code")
                        .asText())
                .isEqualTo("missing_required_parameter");
        assertThat(post(404, "/classify", "{\"model\":\"other\",\"input\":\"a\"}")
                        .at("/error/code")
                        .asText())
                .isEqualTo("model_not_found");
        String many = "[" + "\"a\",".repeat(256) + "\"a\"]";
        assertThat(answer(400, many).at("/error/message").asText()).contains("at most 256 texts");
    }

    @Test
    void embedsTextsForTheOpenAiClientAndRefusesItsChats() throws Exception {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(server.endpoint().toString())
                .apiKey("unused")
                .maxRetries(0)
                .build();
        try (TextEmbedder own = TextEmbedder.load(model)) {
            CreateEmbeddingResponse answer = client.embeddings()
                    .create(EmbeddingCreateParams.builder()
                            .model("desk")
                            .input(TEXT)
                            .build());

            List<Float> vector = answer.data().get(0).embedding();
            float[] expected = TextEmbedder.normalized(own.embed(TEXT));
            assertThat(vector).hasSize(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat(vector.get(i)).isCloseTo(expected[i], within(1e-6f));
            }
            assertThat(answer.usage().totalTokens()).isPositive();
            assertThatThrownBy(() -> client.chat()
                            .completions()
                            .create(ChatCompletionCreateParams.builder()
                                    .model("desk")
                                    .addUserMessage("hello")
                                    .build()))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("is a classifier")
                    .hasMessageContaining("/v1/classify");
        } finally {
            client.close();
        }
        JsonNode numbers =
                post(200, "/embeddings", "{\"model\":\"desk\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"float\"}");
        assertThat(numbers.at("/data/1/embedding/0").isNumber()).isTrue();
        assertThat(post(400, "/embeddings", "{\"model\":\"desk\",\"input\":\"a\",\"dimensions\":3}")
                        .at("/error/param")
                        .asText())
                .isEqualTo("dimensions");
    }

    @Test
    void countsItsRequests() throws Exception {
        answer(200, "\"counted\"");
        String root = server.endpoint().toString().replaceAll("/v1$", "");

        String metrics = http.send(
                        HttpRequest.newBuilder(URI.create(root + "/metrics")).build(), BodyHandlers.ofString())
                .body();

        assertThat(metrics)
                .contains("trainyard_server_requests_total{route=\"/v1/classify\",status=\"200\"}")
                .doesNotContain("trainyard_server_tokens_total{kind=\"prompt\"} 0\n");
    }

    @Test
    void servesABertWithoutLabelsForEmbeddingsAlone() throws Exception {
        Path bare = Files.createDirectory(folder.resolve("bert"));
        NewHead head = new NewHead(Labels.numbered(2), OptionalInt.of(0), 1);
        BertConfig shape = new BertConfig(
                512,
                32,
                64,
                1,
                2,
                64,
                2,
                dev.trainyard.nn.Activation.GELU,
                1e-12,
                BertConfig.Dropout.NONE,
                0.02,
                dev.trainyard.model.SpecialTokens.NONE);
        try (var classifier = Classifiers.initialize(shape, head)) {
            HuggingFaceFolder.save(bare, classifier);
        }
        Path config = bare.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("BertForSequenceClassification", "BertModel"));
        Files.copy(model.resolve("tokenizer.json"), bare.resolve("tokenizer.json"));

        try (RealServer own = RealServer.start(folder, "--model", bare.toString(), "--name", "bert")) {
            assertThat(own.announcement().get().path("routes").toString()).isEqualTo("[\"/v1/embeddings\"]");
            HttpResponse<String> refused = http.send(
                    HttpRequest.newBuilder(URI.create(own.endpoint() + "/classify"))
                            .POST(BodyPublishers.ofString("{\"model\":\"bert\",\"input\":\"a\"}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body()).contains("a model for embeddings", "/v1/embeddings");
        }
    }

    private static JsonNode answer(int status, String input) throws Exception {
        return post(status, "/classify", "{\"model\":\"desk\",\"input\":" + input + "}");
    }

    private static JsonNode post(int status, String path, String body) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(server.endpoint() + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return ResponseShape.JSON.readTree(response.body());
    }
}
