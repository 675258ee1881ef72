package dev.trainyard.trainer.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the queue can be reached. */
@Readiness
@ApplicationScoped
class BrokerReadiness implements HealthCheck {
    private final QueueWatch queue;

    BrokerReadiness(QueueWatch queue) {
        this.queue = queue;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("training-requests queue")
                .status(queue.brokerAnswers())
                .build();
    }
}
