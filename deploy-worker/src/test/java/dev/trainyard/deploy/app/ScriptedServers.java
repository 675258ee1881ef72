package dev.trainyard.deploy.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.ServerLauncher;
import dev.trainyard.deploy.process.ChildServerLauncher;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Starts a real model server for each version, but a {@link ScriptedServer} for those that are only a script. */
@Alternative
@Priority(1)
@ApplicationScoped
public class ScriptedServers implements ServerLauncher {
    private final ChildServerLauncher real;
    private final ArtifactStore artifacts;
    private final Map<String, ScriptedServer> running = new ConcurrentHashMap<>();

    ScriptedServers(ChildServerLauncher real, ArtifactStore artifacts) {
        this.real = real;
        this.artifacts = artifacts;
    }

    @Override
    public RunningServer launch(Deployment deployment) throws InterruptedException {
        Path script = artifacts.local(deployment.version().artifact().uri()).resolve(ScriptedServer.SCRIPT);
        if (!Files.exists(script)) {
            return real.launch(deployment);
        }
        ScriptedServer server = ScriptedServer.start(script);
        running.put(deployment.version().reference(), server);
        return server;
    }

    /** The server of a version ends by itself. */
    void crash(String reference) {
        Optional.ofNullable(running.get(reference)).orElseThrow().kill();
    }
}
