package dev.trainyard.deploy.server;

import dev.trainyard.generate.BatchGenerator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one server in the Prometheus text format. Thread-safe. */
final class ServerMetrics {
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final LongAdder answers = new LongAdder();
    private final LongAdder generationNanos = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private final LongAdder firstTexts = new LongAdder();
    private final LongAdder firstTextNanos = new LongAdder();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder completionTokens = new LongAdder();

    void request(String route, int status) {
        requests.computeIfAbsent("route=\"" + route + "\",status=\"" + status + "\"", key -> new LongAdder())
                .increment();
    }

    void answered(ResponseShape.Usage usage, long waitedNanos, long generatedNanos) {
        answers.increment();
        waitNanos.add(waitedNanos);
        generationNanos.add(generatedNanos);
        promptTokens.add(usage.promptTokens());
        completionTokens.add(usage.completionTokens());
    }

    /** The first piece of a text came so long after its request. */
    void firstText(long nanos) {
        firstTexts.increment();
        firstTextNanos.add(nanos);
    }

    /** @param batch of a model that writes text */
    String text(GenerationQueue queue, Optional<BatchGenerator.Load> batch) {
        StringBuilder text = new StringBuilder(1024);
        text.append("# TYPE trainyard_server_requests_total counter\n");
        requests.forEach((labels, count) ->
                text.append("trainyard_server_requests_total{" + labels + "} " + count.sum() + "\n"));
        text.append("# TYPE trainyard_server_tokens_total counter\n");
        text.append("trainyard_server_tokens_total{kind=\"prompt\"} " + promptTokens.sum() + "\n");
        text.append("trainyard_server_tokens_total{kind=\"completion\"} " + completionTokens.sum() + "\n");
        summary(text, "queue_seconds", waitNanos, answers);
        summary(text, "generation_seconds", generationNanos, answers);
        summary(text, "first_text_seconds", firstTextNanos, firstTexts);
        single(text, "waiting_requests", "gauge", queue.waiting());
        single(text, "running_requests", "gauge", queue.running());
        batch.ifPresent(load -> {
            single(text, "batch_texts", "gauge", load.running());
            single(text, "batch_waiting_texts", "gauge", load.waiting());
            single(text, "batch_cache_bytes", "gauge", load.cacheBytes());
            single(text, "batch_steps_total", "counter", load.steps());
            single(text, "batch_step_tokens_total", "counter", load.tokens());
        });
        return text.toString();
    }

    private static void summary(StringBuilder text, String name, LongAdder nanos, LongAdder count) {
        text.append("# TYPE trainyard_server_" + name + " summary\n");
        text.append("trainyard_server_" + name + "_sum " + nanos.sum() / 1e9 + "\n");
        text.append("trainyard_server_" + name + "_count " + count.sum() + "\n");
    }

    private static void single(StringBuilder text, String name, String type, long value) {
        text.append("# TYPE trainyard_server_" + name + " " + type + "\n");
        text.append("trainyard_server_" + name + " " + value + "\n");
    }
}
