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
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server with the OpenAI-compatible API, in a process of its own, and a client of it. */
final class ServerUnderTest implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS_TO_START = 60;

    private final String name;
    private final URI endpoint;
    private final Process process;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(clients)
            .build();

    private ServerUnderTest(String name, URI endpoint, Process process) {
        this.name = name;
        this.endpoint = endpoint;
        this.process = process;
    }

    /** Starts it and waits until it is healthy. */
    static ServerUnderTest start(Program program, int port, Path logs) {
        ProcessBuilder builder = new ProcessBuilder(program.command())
                .redirectErrorStream(true)
                .redirectOutput(
                        Folders.made(logs).resolve(program.name() + ".log").toFile());
        builder.environment().putAll(program.environment());
        try {
            var server = new ServerUnderTest(program.name(), URI.create("http://127.0.0.1:" + port), builder.start());
            // A race that is broken off leaves no server behind.
            Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
            server.awaitHealth();
            return server;
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
        while (!isHealthy()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new BenchmarkFailure(name + " did not become healthy at " + endpoint + ": see its log");
            }
            pause();
        }
    }

    private boolean isHealthy() {
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

    /** All requests at once; the answers in their order. */
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

    /** One streamed text completion. */
    private Answer answer(ObjectNode request) {
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
                            + lines.findFirst().orElse(""));
                }
                return read(lines.iterator(), begun);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BenchmarkFailure(name + " broke off", e);
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
            String piece = chunk.at("/choices/0/text").asText("");
            if (!piece.isEmpty()) {
                last = (System.nanoTime() - begun) / 1e9;
                first = text.isEmpty() ? last : first;
                text.append(piece);
            }
            tokens = chunk.at("/usage/completion_tokens").asInt(tokens);
        }
        if (first == 0 || tokens == 0) {
            throw new BenchmarkFailure(name + " streamed no text");
        }
        return new Answer(text.toString(), tokens, first, last);
    }

    @Override
    public void close() {
        clients.shutdownNow();
        http.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
