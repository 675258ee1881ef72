package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.ServerLauncher;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that is being started, on a thread of its own: it must not hold up the watch over the others. */
final class Launch {
    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

    private final Thread thread;
    private volatile @Nullable RunningServer server;
    private volatile @Nullable Failure failure;

    Launch(Deployment deployment, ServerLauncher launcher) {
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("start-" + deployment.version().reference())
                .start(() -> run(deployment, launcher));
    }

    private void run(Deployment deployment, ServerLauncher launcher) {
        try {
            server = launcher.launch(deployment);
        } catch (InterruptedException e) {
            LOG.info("{} is not started any more", deployment.id());
        } catch (TrainyardException e) {
            failure = e.failure();
        } catch (RuntimeException e) {
            LOG.error("the server of {} could not be started", deployment.id(), e);
            failure = Defects.failure("the server could not be started", e);
        }
    }

    boolean over() {
        return !thread.isAlive();
    }

    Optional<RunningServer> server() {
        return Optional.ofNullable(server);
    }

    Failure failure() {
        Failure known = failure;
        return known == null ? new Failure(ErrorCode.UNAVAILABLE, "the start was interrupted") : known;
    }

    /** Gives the start up; returns once nothing of it is left. */
    void cancel() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        server().ifPresent(RunningServer::stop);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
