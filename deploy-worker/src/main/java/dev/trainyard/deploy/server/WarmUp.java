package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a model what its first clients would ask, over HTTP, alone and in company, before they come: what they would wait
 * for otherwise is compiled and in memory by then. It goes through a server of its own on a free port, whose counters end
 * with it.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int MOST_ROUNDS = 12;
    /** A round that is not faster than this, compared with the best before, shows that there is little left to gain. */
    private static final double GAIN = 0.9;

    private static final int TOKENS = 64;
    private static final int NEW_TOKENS = 32;

    private final HttpClient http;
    private final HttpRequest request;
    private final int concurrency;
    private final long end;

    private WarmUp(HttpClient http, HttpRequest request, int concurrency, long end) {
        this.http = http;
        this.request = request;
        this.concurrency = concurrency;
        this.end = end;
    }

    /** A request that any model of its kind answers. */
    record Sample(String path, ObjectNode body) {
        /** A text of so many tokens, or fewer if the model cannot take as many, to be read. */
        static Sample reading(String path, String model, TextReader reader) {
            ObjectNode body = body(model);
            body.set("input", ids(reader.vocabularySize(), Math.min(TOKENS, reader.contextLength())));
            return new Sample(path, body);
        }

        /** A prompt to be continued. */
        static Sample writing(String path, String model, LanguageModel writer) {
            int prompt = Math.clamp(writer.contextLength() / 2, 1, TOKENS);
            int room = Math.max(1, writer.contextLength() - prompt);
            ObjectNode body = body(model)
                    .put("max_tokens", Math.min(NEW_TOKENS, room))
                    .put("temperature", 0)
                    .put("stream", true);
            body.set("prompt", ids(writer.vocabularySize(), prompt));
            return new Sample(path, body);
        }

        private static ObjectNode body(String model) {
            return JsonNodeFactory.instance.objectNode().put("model", model);
        }

        /** From all over the vocabulary. */
        private static ArrayNode ids(int vocabularySize, int count) {
            ArrayNode ids = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < count; i++) {
                ids.add((int) ((long) vocabularySize * i / count));
            }
            return ids;
        }
    }

    /**
     * Asks until answers get no faster, or so much time has passed.
     *
     * @param most 0 = not at all
     */
    static void run(ServedModel model, ServerOptions options, Duration most) throws Exception {
        if (most.isZero()) {
            return;
        }
        long begun = System.nanoTime();
        int rounds = 0;
        ServerOptions own = options.forWarmUp();
        try (ModelServer server = ModelServer.start(model, own, own.limits());
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            Sample sample = model.sample(options.name());
            URI uri = URI.create("http://127.0.0.1:" + server.port() + sample.path);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .POST(BodyPublishers.ofString(sample.body.toString()))
                    .build();
            rounds = new WarmUp(http, request, model.concurrency(), begun + most.toNanos()).rounds();
            http.shutdownNow();
        }
        LOG.info("warmed up by {} rounds of requests in {} ms", rounds, (System.nanoTime() - begun) / 1_000_000);
    }

    /** How many were done. */
    private int rounds() throws InterruptedException {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            long begun = System.nanoTime();
            if (!ask(1) || !ask(concurrency)) {
                return round;
            }
            double took = System.nanoTime() - begun;
            if (round > 1 && took > GAIN * best) {
                return round + 1;
            }
            best = Math.min(best, took);
        }
        return MOST_ROUNDS;
    }

    /** So many at once; false where time is up or the model does not answer. */
    private boolean ask(int requests) throws InterruptedException {
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> http.sendAsync(request, BodyHandlers.ofString()))
                .limit(requests)
                .toList();
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return answers.stream().map(CompletableFuture::join).allMatch(WarmUp::answered);
        } catch (TimeoutException e) {
            // Whoever leaves is no longer generated for.
            answers.forEach(answer -> answer.cancel(true));
            return false;
        } catch (ExecutionException | CompletionException e) {
            LOG.warn("the model could not be warmed up", e.getCause());
            return false;
        }
    }

    private static boolean answered(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            LOG.warn("the model could not be warmed up: status {}, {}", response.statusCode(), response.body());
        }
        return response.statusCode() == 200;
    }
}
