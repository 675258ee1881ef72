package dev.trainyard.deploy.process;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.ServerLauncher;
import dev.trainyard.deploy.process.Announcement.Listening;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.NativeOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts {@code ModelServerMain} in a child JVM, on a copy of the model whose checksum was just verified. */
@ApplicationScoped
public class ChildServerLauncher implements ServerLauncher {
    private static final String MAIN = "dev.trainyard.deploy.server.ModelServerMain";

    private final ArtifactStore artifacts;
    private final DeployConfig.Serving config;
    private final HealthCheck health = new HealthCheck();

    ChildServerLauncher(ArtifactStore artifacts, DeployConfig config) {
        this.artifacts = artifacts;
        this.config = config.serving();
    }

    @Override
    public RunningServer launch(Deployment deployment) throws InterruptedException {
        artifacts.verify(deployment.version().artifact());
        Duration patience = Duration.ofSeconds(deployment.wanted().healthCheckTimeoutSeconds());
        long deadline = System.nanoTime() + patience.toNanos();
        Path folder = artifacts.folder("deployments", deployment.id().value());
        Announcement announcement = new Announcement();
        ChildProcess process = ChildProcess.start(spec(deployment, folder), announcement::line);
        boolean healthy = false;
        try {
            process.exit().thenAccept(code -> announcement.ended(code, LogTail.of(folder.resolve("server.log"))));
            Listening listening = await(announcement, patience);
            ChildServer server = new ChildServer(
                    process,
                    endpoint(reachableHere(), listening.port()),
                    deployment.servedName(),
                    listening.routes(),
                    health,
                    config.drain());
            if (deployment.wanted().healthCheckEnabled()) {
                server.requireAnswer(remaining(deadline));
            }
            healthy = true;
            return server;
        } finally {
            if (!healthy) {
                process.close();
            }
        }
    }

    private ChildSpec spec(Deployment deployment, Path folder) {
        List<String> options = new ArrayList<>(NativeOptions.jvmOptions());
        options.add("-Xmx" + config.maxHeap());
        options.add("-XX:+UseSerialGC");
        Path model = artifacts.local(deployment.version().artifact().uri());
        return new ChildSpec(
                "server-" + deployment.version().name() + "-"
                        + deployment.version().number(),
                MAIN,
                ChildClasspath.ofThisProcess(),
                options,
                List.of(
                        "--model",
                        model.toString(),
                        "--name",
                        deployment.servedName(),
                        "--host",
                        config.host(),
                        "--port",
                        "0",
                        "--warm-up",
                        Long.toString(config.warmUp().toSeconds())),
                NativeOptions.environment(),
                folder,
                folder.resolve("server.log"));
    }

    private static Listening await(Announcement announcement, Duration patience) throws InterruptedException {
        try {
            return announcement.listening().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TrainyardException(
                    ErrorCode.UNHEALTHY,
                    "the model server did not listen within " + patience.toSeconds()
                            + " s: raise deployment.health_check_timeout_seconds if the model is large");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TrainyardException refused) {
                throw refused;
            }
            throw new TrainyardException(ErrorCode.INTERNAL, "the model server could not be started", e);
        }
    }

    private String reachableHere() {
        return switch (config.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> config.host();
        };
    }

    private static URI endpoint(String host, int port) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/v1");
    }

    private static Duration remaining(long deadline) {
        return Duration.ofNanos(
                Math.max(deadline - System.nanoTime(), Duration.ofSeconds(1).toNanos()));
    }
}
