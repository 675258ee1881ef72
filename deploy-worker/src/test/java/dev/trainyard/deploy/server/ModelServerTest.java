package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.generate.Generation.FinishReason;
import dev.trainyard.generate.SamplingConfig;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelServerTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final ServerLimits LIMITS = new ServerLimits(100_000, 2, 30, Duration.ofSeconds(5));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable ModelServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void answersAChatInTheShapeOfTheOpenAiApi() throws Exception {
        serve(new ScriptedModel("Hel", "lo", " 🌍").unhurried());

        HttpResponse<String> response = post(CHAT, chat(""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode answer = json(response.body());
        assertThat(answer.path("id").asText()).startsWith("chatcmpl-");
        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.path("created").asLong()).isPositive();
        assertThat(answer.path("model").asText()).isEqualTo("tiny");
        assertThat(answer.path("choices").toString())
                .isEqualTo("[{\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"Hello 🌍\",\"refusal\":null}}]");
        assertThat(answer.path("usage").toString())
                .isEqualTo("{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5}");
    }

    @Test
    void streamsAChatAndEndsWithUsageWhereAsked() throws Exception {
        serve(new ScriptedModel("Hel", "lo").unhurried());

        List<String> events = stream(CHAT, chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        assertThat(events).hasSize(6).last().isEqualTo("[DONE]");
        List<JsonNode> chunks =
                events.subList(0, 5).stream().map(ModelServerTest::json).toList();
        assertThat(chunks).allMatch(c -> c.path("object").asText().equals("chat.completion.chunk"));
        assertThat(chunks)
                .extracting(c -> c.path("id").asText())
                .containsOnly(chunks.get(0).path("id").asText());
        assertThat(delta(chunks.get(0))).isEqualTo("{\"role\":\"assistant\",\"content\":\"\"}");
        assertThat(delta(chunks.get(1))).isEqualTo("{\"content\":\"Hel\"}");
        assertThat(delta(chunks.get(3))).isEqualTo("{}");
        assertThat(chunks.get(3).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(chunks.get(3).path("usage").isNull()).isTrue();
        assertThat(chunks.get(4).path("choices")).isEmpty();
        assertThat(chunks.get(4).at("/usage/total_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void countsWhatItAnsweredAndHowLongItTook() throws Exception {
        serve(new ScriptedModel("a").unhurried());
        post(CHAT, chat(""));
        post(CHAT, "no json");
        get("/v1/models");

        JsonNode usage = json(get("/usage").body());
        assertThat(usage.path("requests").asInt()).isEqualTo(2);
        assertThat(usage.path("refused").asInt()).isEqualTo(1);
        assertThat(usage.path("errors").asInt()).isZero();
        assertThat(usage.path("counts")).hasSize(ResponseTimes.BUCKETS);
        assertThat(usage.path("counts").valueStream().mapToInt(JsonNode::asInt).sum())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 1.2, 1.4142, 1.4143, 63, 64, 64.1, 1e6, 1e9})
    void sharesTheBucketsOfThePlatform(double millis) {
        assertThat(UsageCounter.bucket(millis)).isEqualTo(ResponseTimes.bucket(millis));
    }

    @Test
    void leavesUsageOutOfAStreamWhereNotAsked() throws Exception {
        serve(new ScriptedModel("a").unhurried());

        assertThat(stream(CHAT, chat(",\"stream\":true"))).noneMatch(event -> event.contains("usage"));
    }

    @Test
    void continuesATextAndStopsAtItsLimit() throws Exception {
        serve(new ScriptedModel("x", "y", "z").unhurried());

        JsonNode whole = json(post("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"a b c\",\"max_tokens\":2}")
                .body());
        List<String> events =
                stream("/v1/completions", "{\"model\":\"tiny\",\"prompt\":[1,2,3],\"max_tokens\":2,\"stream\":true}");

        assertThat(whole.path("object").asText()).isEqualTo("text_completion");
        assertThat(whole.at("/choices/0/text").asText()).isEqualTo("xy");
        assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(whole.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(events.stream()
                        .limit(3)
                        .map(event -> json(event).at("/choices/0/text").asText()))
                .containsExactly("x", "y", "");
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            chat | not json                                     | 400 |                    | invalid_json
            chat | []                                           | 400 |                    | invalid_json
            chat | {"model":"tiny"}                             | 400 | messages           | missing_required_parameter
            chat | {"messages":[{"role":"user","content":"x"}]} | 400 | model              | missing_required_parameter
            chat | {"model":"other","messages":[{"role":"user","content":"x"}]} | 404 | model | model_not_found
            chat | {"model":"tiny","messages":[]}               | 400 | messages           | invalid_value
            chat | {"model":"tiny","messages":[{"role":"robot","content":"x"}]} | 400 | messages[0].role | invalid_value
            chat | {"model":"tiny","messages":[{"role":"user","content":7}]} | 400 | messages[0].content | invalid_value
            chat | {"model":"tiny","messages":[{"role":"user","content":[{"type":"image_url"}]}]} | 400 | messages[0].content | invalid_value
            chat | {"model":"tiny","messages":[{"role":"user","content":""}]} | 400 | messages     | invalid_value
            chat+ | "n":33                                      | 400 | n                  | invalid_value
            chat+ | "temperature":3                             | 400 | temperature        | invalid_value
            chat+ | "temperature":"hot"                         | 400 | temperature        | invalid_value
            chat+ | "top_p":0                                   | 400 | top_p              | invalid_value
            chat+ | "top_k":-1                                  | 400 | top_k              | invalid_value
            chat+ | "max_tokens":0                              | 400 | max_tokens         | invalid_value
            chat+ | "max_tokens":1.5                            | 400 | max_tokens         | invalid_value
            chat+ | "max_tokens":1000                           | 400 | max_tokens         | context_length_exceeded
            chat+ | "max_completion_tokens":31                  | 400 | max_tokens         | invalid_value
            chat+ | "stop":[1]                                  | 400 | stop               | invalid_value
            chat+ | "stream":"yes"                              | 400 | stream             | invalid_value
            chat+ | "seed":"x"                                  | 400 | seed               | invalid_value
            chat+ | "tools":[{}]                                | 400 | tools              | unsupported_value
            chat+ | "logprobs":1                                | 400 | logprobs           | invalid_value
            chat+ | "logprobs":true,"top_logprobs":21           | 400 | top_logprobs       | invalid_value
            chat+ | "top_logprobs":2                            | 400 | top_logprobs       | unsupported_value
            chat+ | "frequency_penalty":3                       | 400 | frequency_penalty  | invalid_value
            chat+ | "presence_penalty":"much"                   | 400 | presence_penalty   | invalid_value
            chat+ | "logit_bias":{"one":1}                      | 400 | logit_bias         | invalid_value
            chat+ | "logit_bias":{"1":101}                      | 400 | logit_bias         | invalid_value
            chat+ | "logit_bias":{"100":1}                      | 400 | logit_bias         | invalid_value
            chat+ | "modalities":["text","audio"]               | 400 | modalities         | unsupported_value
            chat+ | "response_format":{"type":"json_object"}    | 400 | response_format    | unsupported_value
            text | {"model":"tiny"}                             | 400 | prompt             | missing_required_parameter
            text | {"model":"tiny","prompt":["a",{}]}           | 400 | prompt[1]          | invalid_value
            text | {"model":"tiny","prompt":["a",""]}           | 400 | prompt             | invalid_value
            text | {"model":"tiny","prompt":["a","b"],"n":17}   | 400 | n                  | invalid_value
            text | {"model":"tiny","prompt":"a","logprobs":6}   | 400 | logprobs           | invalid_value
            text | {"model":"tiny","prompt":[1,100]}            | 400 | prompt             | invalid_value
            text | {"model":"tiny","prompt":"a","echo":true,"stream":true} | 400 | stream     | unsupported_value
            text | {"model":"tiny","prompt":"a","echo":"yes"}   | 400 | echo               | invalid_value
            text | {"model":"tiny","prompt":"a","max_tokens":0} | 400 | max_tokens         | invalid_value
            chat+ | "echo":true                                 | 400 | echo               | unsupported_value
            text | {"model":"tiny","prompt":"a","best_of":2}    | 400 | best_of            | unsupported_value
            text | {"model":"tiny","prompt":"a \\ud83d b"}      | 400 | prompt             | invalid_value
            chat | {"model":"tiny","messages":[{"role":"user","content":"\\ude00"}]} | 400 | messages[0].content | invalid_value
            chat+ | "tool_choice":"required"                    | 400 | tool_choice        | unsupported_value
            chat+ | "web_search_options":{"a":1}                | 400 | web_search_options | unsupported_value
            chat+ | "repetition_penalty":1.1                    | 400 | repetition_penalty | unsupported_value
            chat+ | "min_p":0.05                                | 400 | min_p              | unsupported_value
            chat+ | "ignore_eos":true                           | 400 | ignore_eos         | unsupported_value
            chat+ | "grammar":"root ::= x"                      | 400 | grammar            | unsupported_value
            chat+ | "stop":["\\ud800"]                          | 400 | stop               | invalid_value
            """)
    void refusesARequestItCannotHonour(String kind, String body, int status, @Nullable String param, String code)
            throws Exception {
        serve(new ScriptedModel("never").unhurried());

        HttpResponse<String> response =
                post(kind.equals("text") ? "/v1/completions" : CHAT, kind.equals("chat+") ? chat("," + body) : body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = json(response.body()).path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("param").asText("")).isEqualTo(param == null ? "" : param);
        assertThat(error.path("code").asText()).isEqualTo(code);
    }

    @Test
    void answersSeveralRequestsAtOnce() throws Exception {
        ScriptedModel model = new ScriptedModel(3, "one");
        serve(model);
        List<CompletableFuture<HttpResponse<String>>> accepted =
                Stream.generate(() -> postLater(chat(""))).limit(4).toList();
        await().until(() -> get("/metrics").body().contains("trainyard_server_waiting_requests 1"));

        assertThat(get("/metrics").body())
                .contains("trainyard_server_running_requests 3", "trainyard_server_batch_texts 3");
        model.unhurried();
        assertThat(accepted).allMatch(answer -> answer.join().statusCode() == 200);
        assertThat(model.mostRunning).hasValue(3);
        assertThat(get("/metrics").body()).contains("trainyard_server_first_text_seconds_count 4");
    }

    @Test
    void continuesSeveralPromptsSeveralTimes() throws Exception {
        ScriptedModel model = new ScriptedModel("x", "y").unhurried();
        serve(model);
        String body = "{\"model\":\"tiny\",\"prompt\":[\"a b c\",[7]],\"n\":2,\"max_tokens\":2,\"seed\":5";

        JsonNode whole = json(post("/v1/completions", body + "}").body());
        List<JsonNode> chunks = stream("/v1/completions", body + ",\"stream\":true}").stream()
                .filter(event -> !event.equals("[DONE]"))
                .map(ModelServerTest::json)
                .toList();

        assertThat(whole.path("choices"))
                .extracting(choice ->
                        choice.path("index").asInt() + choice.path("text").asText())
                .containsExactly("0xy", "1xy", "2xy", "3xy");
        // A prompt counts once.
        assertThat(whole.path("usage").toString())
                .isEqualTo("{\"prompt_tokens\":4,\"completion_tokens\":8,\"total_tokens\":12}");
        assertThat(chunks).hasSize(12);
        assertThat(chunks.stream()
                        .filter(chunk -> chunk.at("/choices/0/index").asInt() == 2)
                        .map(chunk -> chunk.at("/choices/0/text").asText()))
                .containsExactly("x", "y", "");
        assertThat(model.configs).extracting(SamplingConfig::seed).contains(5L, 6L);
    }

    @Test
    void tellsLogProbabilitiesWhereAsked() throws Exception {
        serve(new ScriptedModel("Hé", "lo").unhurried());

        JsonNode whole =
                json(post(CHAT, chat(",\"logprobs\":true,\"top_logprobs\":1")).body());
        List<String> streamed = stream(CHAT, chat(",\"logprobs\":true,\"stream\":true"));
        JsonNode text = json(post("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"a\",\"logprobs\":1}")
                .body());

        assertThat(whole.at("/choices/0/logprobs/content/0").toString())
                .isEqualTo("{\"token\":\"Hé\",\"logprob\":-0.5,\"bytes\":[72,195,169],\"top_logprobs\":"
                        + "[{\"token\":\"Hé\",\"logprob\":-0.5,\"bytes\":[72,195,169]}]}");
        assertThat(json(streamed.get(2)).at("/choices/0/logprobs/content").toString())
                .isEqualTo("[{\"token\":\"lo\",\"logprob\":-0.5,\"bytes\":[108,111],\"top_logprobs\":[]}]");
        assertThat(text.at("/choices/0/logprobs").toString())
                .isEqualTo("{\"tokens\":[\"Hé\",\"lo\"],\"token_logprobs\":[-0.5,-0.5],\"top_logprobs\":"
                        + "[{\"Hé\":-0.5},{\"lo\":-0.5}],\"text_offset\":[0,2]}");
    }

    @Test
    void handsPenaltiesAndBiasOn() throws Exception {
        ScriptedModel model = new ScriptedModel("x").unhurried();
        serve(model);

        post(CHAT, chat(",\"frequency_penalty\":0.5,\"presence_penalty\":-1,\"logit_bias\":{\"7\":-100}"));

        assertThat(model.configs.getFirst().weights())
                .isEqualTo(new SamplingConfig.Weights(0.5, -1, Map.of(7, -100.0)));
    }

    @Test
    void refusesAPromptLongerThanTheContext() throws Exception {
        serve(new ScriptedModel("never").unhurried());
        String words = "word ".repeat(32).strip();

        HttpResponse<String> response = post("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"" + words + "\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("context_length_exceeded");
        assertThat(json(response.body()).at("/error/message").asText()).contains("32 tokens");
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        serve(new ScriptedModel("never").unhurried());

        HttpResponse<String> response = post(CHAT, chat(",\"user\":\"" + "x".repeat(200_000) + "\""));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("request_too_large");
    }

    @Test
    void answersUnknownPathsAndMethodsWithAnErrorObject() throws Exception {
        serve(new ScriptedModel("x").unhurried());

        assertThat(get("/v1/embeddings").statusCode()).isEqualTo(404);
        assertThat(json(get("/v1/embeddings").body()).at("/error/message").asText())
                .contains("/v1/models");
        HttpResponse<String> classify = post("/v1/classify", "{\"model\":\"tiny\",\"input\":\"x\"}");
        assertThat(classify.statusCode()).isEqualTo(404);
        assertThat(json(classify.body()).at("/error/code").asText()).isEqualTo("model_not_supported");
        assertThat(json(classify.body()).at("/error/message").asText())
                .contains("'tiny' is a language model", "use /v1/chat/completions");
        assertThat(get(CHAT).statusCode()).isEqualTo(405);
        assertThat(get("/v1/models/other").statusCode()).isEqualTo(404);
    }

    @Test
    void listsItsOneModel() throws Exception {
        serve(new ScriptedModel("x").unhurried());

        JsonNode list = json(get("/v1/models").body());

        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.at("/data/0/id").asText()).isEqualTo("tiny");
        assertThat(list.at("/data/0/object").asText()).isEqualTo("model");
        assertThat(json(get("/v1/models/tiny").body()).path("id").asText()).isEqualTo("tiny");
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void answersOneRequestAfterAnotherAndRefusesMoreThanMayWait() throws Exception {
        ScriptedModel model = new ScriptedModel("one");
        serve(model);
        List<CompletableFuture<HttpResponse<String>>> accepted = new ArrayList<>();
        accepted.add(postLater(chat("")));
        assertThat(model.begun.await(10, TimeUnit.SECONDS)).isTrue();
        accepted.add(postLater(chat("")));
        accepted.add(postLater(chat("")));
        await().until(() -> get("/metrics").body().contains("trainyard_server_waiting_requests 2"));

        HttpResponse<String> refused = post(CHAT, chat(""));
        model.unhurried();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(json(refused.body()).at("/error/code").asText()).isEqualTo("queue_full");
        assertThat(accepted).allMatch(answer -> answer.join().statusCode() == 200);
        assertThat(model.mostRunning).hasValue(1);
        assertThat(get("/metrics").body())
                .contains("trainyard_server_requests_total{route=\"/v1/chat/completions\",status=\"200\"} 3")
                .contains("trainyard_server_tokens_total{kind=\"completion\"} 3")
                .doesNotContain("status=\"499\"");
    }

    @Test
    void stopsGeneratingWhenTheClientOfAStreamLeaves() throws Exception {
        stopsWhenTheClientLeaves(chat(",\"stream\":true"));
    }

    @Test
    void stopsGeneratingWhenTheClientOfAWholeAnswerLeaves() throws Exception {
        stopsWhenTheClientLeaves(chat(""));
    }

    private void stopsWhenTheClientLeaves(String body) throws Exception {
        ScriptedModel model =
                new ScriptedModel(Stream.generate(() -> "word ").limit(30).toArray(String[]::new));
        serve(model);
        try (Socket client = raw(body)) {
            assertThat(model.begun.await(10, TimeUnit.SECONDS)).isTrue();
            model.permits.release(2);
            await().until(() -> model.permits.availablePermits() == 0);
            assertThat(client.isConnected()).isTrue();
        }

        await().until(() -> get("/metrics").body().contains("status=\"499\"} 1"));
        model.permits.release(1);

        await().untilAsserted(() -> assertThat(model.lastFinish).isEqualTo(FinishReason.CANCELLED));
        assertThat(model.permits.availablePermits()).isZero();
    }

    @Test
    void forgetsAWaitingRequestWhoseClientLeaves() throws Exception {
        ScriptedModel model = new ScriptedModel("one");
        serve(model);
        CompletableFuture<HttpResponse<String>> first = postLater(chat(""));
        assertThat(model.begun.await(10, TimeUnit.SECONDS)).isTrue();
        try (Socket client = raw(chat(""))) {
            await().until(() -> get("/metrics").body().contains("trainyard_server_waiting_requests 1"));
            assertThat(client.isConnected()).isTrue();
        }

        await().until(() -> get("/metrics").body().contains("trainyard_server_waiting_requests 0"));
        model.unhurried();

        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(model.generations).hasValue(1);
    }

    @Test
    void finishesWhatItAcceptedAndRefusesMoreWhileItShutsDown() throws Exception {
        ScriptedModel model = new ScriptedModel("done");
        ModelServer closing = serve(model);
        CompletableFuture<HttpResponse<String>> accepted = postLater(chat(""));
        assertThat(model.begun.await(10, TimeUnit.SECONDS)).isTrue();

        Thread close = Thread.ofVirtual().start(closing::close);
        await().until(() -> get("/health").statusCode() == 503);
        HttpResponse<String> late = post(CHAT, chat(""));
        model.unhurried();
        close.join();

        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(accepted.join().statusCode()).isEqualTo(200);
        assertThat(json(accepted.join().body()).at("/choices/0/message/content").asText())
                .isEqualTo("done");
    }

    @Test
    void answersADefectOfTheModelWithoutItsDetails() throws Exception {
        serve(new ScriptedModel("a", "crash").unhurried());

        HttpResponse<String> whole = post(CHAT, chat(""));
        List<String> events = stream(CHAT, chat(",\"stream\":true"));

        assertThat(whole.statusCode()).isEqualTo(500);
        assertThat(whole.body()).contains("server_error").doesNotContain("scripted");
        assertThat(events).anyMatch(event -> event.contains("\"error\"")).last().isEqualTo("[DONE]");
    }

    private ModelServer serve(LanguageModel model) throws Exception {
        ServerOptions options = ServerOptions.parse("--model", "unused", "--name", "tiny");
        assertThat(options.model()).isEqualTo(Path.of("unused"));
        ModelServer started = ModelServer.start(model, options, LIMITS);
        server = started;
        return started;
    }

    private static String chat(String more) {
        return "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]" + more + "}";
    }

    private URI uri(String path) {
        ModelServer running = server;
        assertThat(running).isNotNull();
        return URI.create("http://127.0.0.1:" + (running == null ? 0 : running.port()) + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> postLater(String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(uri(CHAT))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private List<String> stream(String path, String body) throws Exception {
        HttpResponse<Stream<String>> response = http.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofLines());
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        try (Stream<String> lines = response.body()) {
            return lines.filter(line -> !line.isEmpty())
                    .peek(line -> assertThat(line).startsWith("data: "))
                    .map(line -> line.substring(6))
                    .toList();
        }
    }

    /** A client that a test can take away in the middle. */
    private Socket raw(String body) throws Exception {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), uri(CHAT).getPort());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
        return socket;
    }

    private static String delta(JsonNode chunk) {
        return chunk.at("/choices/0/delta").toString();
    }

    private static JsonNode json(String text) {
        try {
            return ResponseShape.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
