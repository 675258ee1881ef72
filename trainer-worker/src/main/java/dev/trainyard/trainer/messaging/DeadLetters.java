package dev.trainyard.trainer.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.trainer.app.DeadRequests;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the queue gave up. The broker moves a record here without its headers, so that its type is known only from where
 * it was. A record may be handled twice: what becomes of a request is decided by the state of its job, and a second
 * request for a job that runs is watched, then dropped.
 */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final DeadRequests requests;

    DeadLetters(DeadRequests requests) {
        this.requests = requests;
    }

    @Incoming("dead-requests")
    @Blocking
    void hear(ConsumerRecord<String, String> message) {
        request(message).ifPresent(requests::revive);
    }

    private static Optional<TrainingRequested> request(ConsumerRecord<String, String> message) {
        try {
            TrainingRequested request = WireJson.mapper().readValue(message.value(), TrainingRequested.class);
            if (isWhole(request)) {
                return Optional.of(request);
            }
            LOG.warn("dead letter {} stays where it is: it is no training request", message.offset());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.warn("dead letter {} stays where it is: {}", message.offset(), e.getMessage());
        }
        return Optional.empty();
    }

    /** What is missing in JSON is null in a record. */
    private static boolean isWhole(TrainingRequested request) {
        return Stream.of(request.jobId(), request.spec()).allMatch(Objects::nonNull) && request.submission() > 0;
    }
}
