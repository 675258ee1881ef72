package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server with the OpenAI-compatible API, in a process of its own, and a client of it. */
final class ServerUnderTest implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS_TO_START = 60;
    private static final int LAST_LINES = 3;

    private final String name;
    private final URI endpoint;
    private final Process process;
    private final Path log;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    private ServerUnderTest(String name, URI endpoint, Process process, Path log) {
        this.name = name;
        this.endpoint = endpoint;
        this.process = process;
        this.log = log;
    }

    /** Starts it and waits until it is healthy. */
    static ServerUnderTest start(Program program, int port, Path logs) {
        Path log = Folders.made(logs).resolve(program.name() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(program.command()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(program.environment());
        try {
            URI endpoint = URI.create("http://127.0.0.1:" + port);
            var server = new ServerUnderTest(program.name(), endpoint, builder.start(), log);
            // A race that is broken off leaves no server behind.
            Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
            try {
                server.awaitHealth();
                return server;
            } catch (BenchmarkFailure e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BenchmarkFailure(program.name() + " could not be started: " + program.command(), e);
        }
    }

    String name() {
        return name;
    }

    long peakMegabytes() {
        return Contestant.peakMegabytes(process.pid());
    }

    private void awaitHealth() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        try (HttpClient http = client()) {
            while (!isHealthy(http)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    String state = process.isAlive()
                            ? "was not healthy after " + SECONDS_TO_START + " s"
                            : "ended with exit code " + process.exitValue();
                    throw new BenchmarkFailure(name + " " + state + " (" + endpoint + "); " + lastWords());
                }
                pause();
            }
        }
    }

    private boolean isHealthy(HttpClient http) {
        try {
            HttpRequest health =
                    HttpRequest.newBuilder(endpoint.resolve("/health")).build();
            return http.send(health, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    /**
     * All requests at once, each on a connection of its own; the answers in their order. llama.cpp closes a connection
     * after a streamed answer without saying so before: a request that follows on the same one at once is lost.
     */
    List<Answer> answers(List<ObjectNode> requests) {
        List<CompletableFuture<Answer>> running = requests.stream()
                .map(request -> CompletableFuture.supplyAsync(() -> answer(request), clients))
                .toList();
        try {
            return running.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof BenchmarkFailure failure ? failure : e;
        }
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(clients)
                .build();
    }

    /** One streamed text completion. */
    private Answer answer(ObjectNode request) {
        try (HttpClient http = client()) {
            return answer(http, request);
        }
    }

    private Answer answer(HttpClient http, ObjectNode request) {
        long begun = System.nanoTime();
        HttpRequest post = HttpRequest.newBuilder(endpoint.resolve("/v1/completions"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(request.toString()))
                .build();
        try {
            HttpResponse<Stream<String>> response = http.send(post, BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    throw new BenchmarkFailure(name + " answered " + response.statusCode() + ": "
                            + lines.limit(LAST_LINES).collect(Collectors.joining(" ")));
                }
                return read(lines.iterator(), begun);
            }
        } catch (IOException | UncheckedIOException e) {
            String state = process.isAlive() ? "it still runs" : "it ended with exit code " + process.exitValue();
            throw new BenchmarkFailure(
                    name + " broke off an answer after " + (System.nanoTime() - begun) / 1_000_000 + " ms: " + e + "; "
                            + state + "; " + lastWords(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    private Answer read(Iterator<String> lines, long begun) throws IOException {
        StringBuilder text = new StringBuilder();
        double first = 0;
        double last = 0;
        int tokens = 0;
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.startsWith("data: ") || line.endsWith("[DONE]")) {
                continue;
            }
            JsonNode chunk = JSON.readTree(line.substring("data: ".length()));
            if (chunk.has("error")) {
                throw new BenchmarkFailure(name + " broke off an answer with " + chunk.get("error"));
            }
            String piece = chunk.at("/choices/0/text").asText("");
            if (!piece.isEmpty()) {
                last = (System.nanoTime() - begun) / 1e9;
                first = text.isEmpty() ? last : first;
                text.append(piece);
            }
            tokens = chunk.at("/usage/completion_tokens").asInt(tokens);
        }
        if (first == 0 || tokens == 0) {
            throw new BenchmarkFailure(name + " streamed no text or no usage; " + lastWords());
        }
        return new Answer(text.toString(), tokens, first, last);
    }

    /** The end of what it wrote itself. */
    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return "the end of " + log + ": "
                    + String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        clients.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
