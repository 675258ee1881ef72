package dev.trainyard.deploy.server;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one server in the Prometheus text format. Thread-safe. */
final class ServerMetrics {
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final LongAdder answers = new LongAdder();
    private final LongAdder generationNanos = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
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

    String text(int waiting) {
        StringBuilder text = new StringBuilder(1024);
        text.append("# TYPE trainyard_server_requests_total counter\n");
        requests.forEach((labels, count) ->
                text.append("trainyard_server_requests_total{" + labels + "} " + count.sum() + "\n"));
        text.append("# TYPE trainyard_server_tokens_total counter\n");
        text.append("trainyard_server_tokens_total{kind=\"prompt\"} " + promptTokens.sum() + "\n");
        text.append("trainyard_server_tokens_total{kind=\"completion\"} " + completionTokens.sum() + "\n");
        summary(text, "trainyard_server_queue_seconds", waitNanos);
        summary(text, "trainyard_server_generation_seconds", generationNanos);
        text.append("# TYPE trainyard_server_waiting_requests gauge\n");
        text.append("trainyard_server_waiting_requests " + waiting + "\n");
        return text.toString();
    }

    private void summary(StringBuilder text, String name, LongAdder nanos) {
        text.append("# TYPE " + name + " summary\n");
        text.append(name + "_sum " + nanos.sum() / 1e9 + "\n");
        text.append(name + "_count " + answers.sum() + "\n");
    }
}
