package dev.trainyard.deploy.app;

import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.UsageEvent.UsageMeasured;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.UsageReading;
import dev.trainyard.deploy.domain.UsageReadings;
import dev.trainyard.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Tells each answered request once: the reading and its event are written in one transaction. Thread-safe. */
@ApplicationScoped
public class UsageLedger {
    private final UsageReadings readings;
    private final Outbox outbox;

    UsageLedger(UsageReadings readings, Outbox outbox) {
        this.readings = readings;
        this.outbox = outbox;
    }

    /** Nothing happens where the server has answered nothing since the last reading. */
    @Transactional
    public void note(Deployment deployment, UsageReading reading) {
        UsageReading news = readings.last(deployment.id()).map(reading::since).orElse(reading);
        if (news.requests() == 0) {
            return;
        }
        readings.save(deployment.id(), reading);
        outbox.publish(new UsageMeasured(
                EventHead.now(deployment.attempt(), 0),
                deployment.id(),
                deployment.version(),
                news.startedAt(),
                news.readAt(),
                news.requests(),
                news.refused(),
                news.errors(),
                news.responseTimes()));
    }
}
