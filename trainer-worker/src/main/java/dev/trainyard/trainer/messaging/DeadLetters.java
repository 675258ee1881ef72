package dev.trainyard.trainer.messaging;

import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.MalformedEventException;
import dev.trainyard.trainer.app.DeadRequests;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the queue gave up. A record may be handled twice: what becomes of a request is decided by the state of its job,
 * and a second request for a job that runs is held, then dropped.
 */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final EventCodec codec;
    private final DeadRequests requests;

    DeadLetters(EventCodec codec, DeadRequests requests) {
        this.codec = codec;
        this.requests = requests;
    }

    @Incoming("dead-requests")
    @Blocking
    void hear(ConsumerRecord<String, String> message) {
        try {
            if (codec.decode(RecordHeaders.of(message), message.value()).orElse(null)
                    instanceof TrainingRequested request) {
                requests.revive(request);
            }
        } catch (MalformedEventException e) {
            LOG.warn("dead letter {} stays where it is: {}", message.offset(), e.getMessage());
        }
    }
}
