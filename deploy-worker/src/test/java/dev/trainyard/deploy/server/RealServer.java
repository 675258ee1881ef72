package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.NativeOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The model server as it is deployed: its own JVM, with a real model. */
record RealServer(ChildProcess process, List<String> stdout, CompletableFuture<JsonNode> announcement)
        implements AutoCloseable {

    /** Not warmed up unless the arguments say so. */
    static RealServer start(Path folder, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--warm-up", "0"));
        all.addAll(List.of(arguments));
        List<String> lines = new ArrayList<>();
        CompletableFuture<JsonNode> announcement = new CompletableFuture<>();
        ChildSpec spec = new ChildSpec(
                "test-server",
                ModelServerMain.class.getName(),
                ChildClasspath.ofThisProcess(),
                NativeOptions.jvmOptions(),
                all,
                NativeOptions.environment(),
                folder,
                folder.resolve("server.log"));
        ChildProcess process = ChildProcess.start(spec, line -> {
            lines.add(line);
            try {
                announcement.complete(ResponseShape.JSON.readTree(line));
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                announcement.completeExceptionally(e);
            }
        });
        return new RealServer(process, lines, announcement);
    }

    URI endpoint() throws Exception {
        int port = announcement.get(60, TimeUnit.SECONDS).path("port").asInt();
        return URI.create("http://127.0.0.1:" + port + "/v1");
    }

    @Override
    public void close() {
        process.close();
    }
}
