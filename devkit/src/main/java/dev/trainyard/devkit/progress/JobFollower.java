package dev.trainyard.devkit.progress;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.GatewayException;
import dev.trainyard.devkit.client.Job;
import java.util.Optional;

/** Reads a job's event stream to its end, going on from the last event when the connection breaks. */
public final class JobFollower {
    private static final int LOST_CONNECTIONS = 20;
    private static final long PAUSE_MILLIS = 500;

    private final GatewayClient gateway;
    private final GatewayClient.EventListener listener;
    private Optional<String> last = Optional.empty();
    private int failures;

    public JobFollower(GatewayClient gateway, GatewayClient.EventListener listener) {
        this.gateway = gateway;
        this.listener = listener;
    }

    /** Returns the job once nothing more will happen to it by itself. */
    public Job follow(String jobId) throws InterruptedException {
        while (true) {
            try {
                gateway.events(jobId, last, (id, message) -> {
                    last = Optional.of(id);
                    failures = 0;
                    listener.on(id, message);
                });
                Job job = gateway.job(jobId);
                if (job.settled()) {
                    return job;
                }
            } catch (GatewayException e) {
                failures++;
                if (!e.unreachable() || failures > LOST_CONNECTIONS) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
