package dev.trainyard.deploy.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients that ask one model again and again, and remember who answered and what went wrong. */
final class Hammer implements AutoCloseable {
    private static final int CLIENTS = 2;

    /** Servers that are being started have the processors as well. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    Hammer(URI endpoint, String model) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/completions"))
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"prompt\":\"Once\",\"max_tokens\":4,\"temperature\":0}"))
                .build();
        for (int i = 0; i < CLIENTS; i++) {
            threads.add(Thread.ofVirtual().start(() -> run(request)));
        }
    }

    private void run(HttpRequest request) {
        while (!stopping) {
            try {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    answers.merge(
                            answer.headers().firstValue("X-Trainyard-Version").orElse("?"), 1, Integer::sum);
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
                Thread.sleep(PAUSE);
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Answers since the last call, by version. */
    Map<String, Integer> answers() {
        Map<String, Integer> seen = Map.copyOf(answers);
        answers.clear();
        return seen;
    }

    int answersOf(String version) {
        return answers.getOrDefault(version, 0);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        http.close();
    }
}
