package dev.trainyard.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.gateway.domain.EventLog;
import dev.trainyard.gateway.domain.StoredEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The course of a job's metrics, from its stored events. Thread-safe. */
@Singleton
public class MetricsHistory {
    private final EventLog log;

    MetricsHistory(EventLog log) {
        this.log = log;
    }

    /** Values at one moment; those of an attempt that was repeated from an earlier step stand before its repetition. */
    public record Point(Instant time, int attempt, long step, double epoch, Map<String, Double> metrics) {}

    /** All points that are kept. */
    public record Course(List<Point> training, List<Point> validation) {}

    /** The course so far. */
    public Course of(JobId id) {
        return new Course(points(id, "training.progressed"), points(id, "training.validation-measured"));
    }

    private List<Point> points(JobId id, String type) {
        return log.ofType(id, type).stream().map(MetricsHistory::point).toList();
    }

    private static Point point(StoredEvent event) {
        try {
            JsonNode message = WireJson.mapper().readTree(event.message());
            JsonNode data = message.path("data");
            Map<String, Double> metrics = new TreeMap<>();
            data.path("metrics")
                    .properties()
                    .forEach(metric ->
                            metrics.put(metric.getKey(), metric.getValue().doubleValue()));
            return new Point(
                    event.time(),
                    message.path("attempt").intValue(),
                    data.path("step").longValue(),
                    data.path("epoch").doubleValue(),
                    metrics);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored event " + event.number() + " is not JSON", e);
        }
    }
}
