package dev.trainyard.deploy.app;

import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.HealthPolicy;
import dev.trainyard.deploy.domain.RestartPolicy;
import dev.trainyard.deploy.domain.ServerLauncher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread on which servers are started, watched and stopped, never a Kafka or HTTP thread. */
@ApplicationScoped
public class DeploymentLoop {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentLoop.class);

    private final Supplier<Fleet> fleets;
    private final Publishing publishing;
    private final DeployConfig config;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    DeploymentLoop(
            DeploymentLedger ledger,
            ServerLauncher launcher,
            FrontDoor door,
            HealthBoard board,
            FleetMeters meters,
            UsageWatch usage,
            Publishing publishing,
            DeployConfig config) {
        this.fleets = () -> new Fleet(
                ledger,
                launcher,
                door,
                board,
                meters,
                rules(config.serving()),
                deployment -> close(deployment, door, usage),
                Clock.systemUTC());
        this.publishing = publishing;
        this.config = config;
    }

    private static Fleet.Rules rules(DeployConfig.Serving serving) {
        DeployConfig.Restart restart = serving.restart();
        DeployConfig.Health health = serving.health();
        return new Fleet.Rules(
                new RestartPolicy(restart.limit(), restart.firstPause(), restart.longestPause(), restart.stableAfter()),
                new HealthPolicy(
                        health.interval(),
                        health.patience(),
                        health.failures(),
                        health.promptInterval(),
                        health.window()),
                serving.drain());
    }

    /** What was answered since the last time is told as well. */
    private static void close(Deployment deployment, FrontDoor door, UsageWatch usage) {
        try {
            usage.tell(deployment);
        } catch (RuntimeException e) {
            LOG.warn("the last requests of {} are not counted", deployment.id(), e);
        }
        door.forget(deployment.id());
    }

    void start(@Observes StartupEvent event) {
        CountDownLatch end = new CountDownLatch(1);
        stopping = end;
        thread = Thread.ofPlatform().daemon().name("deployments").start(() -> run(fleets.get(), end));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        Thread running = thread;
        if (running != null) {
            // A server that is just starting is given up; its deployment is started again with the service.
            running.interrupt();
            running.join(config.serving().drain().plusSeconds(20));
        }
    }

    private void run(Fleet fleet, CountDownLatch end) {
        try {
            do {
                reconcile(fleet);
            } while (!end.await(config.serving().checkInterval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the service is stopping");
        } finally {
            Thread.interrupted();
            publishing.stopAll();
            fleet.stopAll();
        }
    }

    /** One failure, such as a lost database, must not end the watch over the servers. */
    private void reconcile(Fleet fleet) {
        try {
            fleet.reconcile();
            publishing.reconcile();
        } catch (RuntimeException e) {
            LOG.error("deployments could not be checked; trying again", e);
        }
    }
}
