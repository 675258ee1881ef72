package dev.trainyard.deploy.app;

import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.FrontDoor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that tells now and then how much served versions are used. */
@ApplicationScoped
public class UsageWatch {
    private static final Logger LOG = LoggerFactory.getLogger(UsageWatch.class);

    private final DeploymentLedger deployments;
    private final UsageLedger usage;
    private final FrontDoor door;
    private final Duration interval;
    private final CountDownLatch stopping = new CountDownLatch(1);

    UsageWatch(DeploymentLedger deployments, UsageLedger usage, FrontDoor door, DeployConfig config) {
        this.deployments = deployments;
        this.usage = usage;
        this.door = door;
        this.interval = config.serving().usageInterval();
    }

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().daemon().name("usage").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void run() {
        try {
            while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                read();
            }
        } catch (InterruptedException e) {
            LOG.debug("the service is stopping");
        }
    }

    /** What cannot be told now is told with the next reading. */
    private void read() {
        try {
            deployments.wanted().forEach(this::read);
        } catch (RuntimeException e) {
            LOG.warn("usage could not be read; trying again", e);
        }
    }

    /** Tells what a deployment has answered since the last time; one call after the other, so that all counts once. */
    synchronized void tell(Deployment deployment) {
        usage.note(deployment, door.traffic(deployment.id()).reading(Instant.now()));
    }

    private void read(Deployment deployment) {
        if (deployment.target() == Target.LOCAL) {
            tell(deployment);
        }
    }
}
