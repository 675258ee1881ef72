package dev.trainyard.deploy.targets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.config.TargetsConfig;
import dev.trainyard.deploy.domain.Release;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.NativeOptions;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Models as GGUF files, made in a child JVM, which compares each with its source. */
@Singleton
class GgufExport {
    private static final String MAIN = "dev.trainyard.export.main.ExportMain";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REFUSED = 1;
    private static final int USER_ERROR = 2;
    private static final int RESOURCES = 3;

    private final ArtifactStore artifacts;
    private final DeployConfig.Serving serving;
    private final String quantization;

    GgufExport(ArtifactStore artifacts, DeployConfig config, TargetsConfig targets) {
        this.artifacts = artifacts;
        this.serving = config.serving();
        this.quantization = targets.ollama().quantization();
    }

    /** A folder with the file; one that was made before is taken again. */
    Path of(Release release) throws InterruptedException {
        Path work = artifacts.folder("deployments", release.id().value());
        Path output = work.resolve("gguf");
        AtomicReference<String> failure = new AtomicReference<>("");
        try (ChildProcess process = ChildProcess.start(spec(release, work, output), line -> note(line, failure))) {
            int code = process.exit().get();
            if (code != 0) {
                throw refused(release, code, String.valueOf(failure.get()), work);
            }
            return output;
        } catch (ExecutionException e) {
            throw new TrainyardException(ErrorCode.WORKER_LOST, "the export of " + release.id() + " was lost", e);
        }
    }

    private ChildSpec spec(Release release, Path work, Path output) {
        List<String> options = new ArrayList<>(NativeOptions.jvmOptions());
        options.add("-Xmx" + serving.maxHeap());
        options.add("-XX:+UseSerialGC");
        return new ChildSpec(
                "gguf-" + release.version().name() + "-" + release.version().number(),
                MAIN,
                ChildClasspath.ofThisProcess(),
                options,
                List.of(
                        "--model",
                        release.folder().toString(),
                        "--target",
                        "gguf",
                        "--quantization",
                        quantization,
                        "--name",
                        "model",
                        "--output",
                        output.toString()),
                NativeOptions.environment(),
                work,
                work.resolve("export.log"));
    }

    private static void note(String line, AtomicReference<String> failure) {
        try {
            JsonNode event = JSON.readTree(line);
            if (event.path("event").asText().equals("failed")) {
                failure.set(event.path("message").asText());
            }
        } catch (JsonProcessingException e) {
            failure.compareAndSet("", line);
        }
    }

    private static TrainyardException refused(Release release, int code, String said, Path work) {
        String message = release.version().reference() + " could not be exported as GGUF"
                + (said.isEmpty() ? "" : " (" + said + ")");
        return switch (code) {
            case REFUSED ->
                new TrainyardException(
                        ErrorCode.INVALID_MODEL,
                        message + ": its answers differ from the model's by more than allowed; set a finer"
                                + " trainyard.targets.ollama.quantization");
            case USER_ERROR -> new TrainyardException(ErrorCode.INVALID_MODEL, message);
            case RESOURCES ->
                new TrainyardException(ErrorCode.OUT_OF_MEMORY, message + ": memory or disk do not suffice");
            default ->
                new TrainyardException(
                        ErrorCode.WORKER_LOST, message + ": exit code " + code + ", see " + work.resolve("export.log"));
        };
    }
}
