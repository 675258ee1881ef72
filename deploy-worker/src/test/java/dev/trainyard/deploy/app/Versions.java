package dev.trainyard.deploy.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes versions whose files lie in the artifact store and that the registry knows. */
@ApplicationScoped
public class Versions {
    private static final Path MODEL = Path.of("src/test/resources/stories260k");

    private final ArtifactStore artifacts;
    private final Path registry;

    Versions(ArtifactStore artifacts, @ConfigProperty(name = "test.registry") Path registry) {
        this.artifacts = artifacts;
        this.registry = registry;
    }

    /** What is in the folder of a version. */
    @FunctionalInterface
    interface FolderChange {
        void apply(Path folder) throws IOException;
    }

    /** A small model that a real server answers with. */
    ModelVersion model(String name, int number) throws IOException {
        return model(name, number, folder -> {});
    }

    /** The same with something changed before it is registered. */
    ModelVersion model(String name, int number, FolderChange change) throws IOException {
        return version(name, number, folder -> {
            try (Stream<Path> files = Files.list(MODEL)) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            change.apply(folder);
        });
    }

    /** A version whose server answers as it is told, with good answers of four tokens at first. */
    ModelVersion scripted(String name, int number) throws IOException {
        return version(
                name, number, folder -> Files.writeString(folder.resolve(ScriptedServer.SCRIPT), script(200, 4)));
    }

    /** From now on, the server of the scripted version answers so. */
    void tell(ModelVersion version, int status, int tokens) throws IOException {
        Files.writeString(folder(version).resolve(ScriptedServer.SCRIPT), script(status, tokens));
    }

    /** Its files are not what was registered any more. */
    void damage(ModelVersion version) throws IOException {
        Files.writeString(folder(version).resolve("config.json"), "{}");
    }

    /** The registry finds the version under a reference, such as {@code name@champion}. */
    void call(ModelVersion version, String reference) throws IOException {
        ObjectNode data = WireJson.mapper().valueToTree(version.artifact());
        data.put("id", version.id().value())
                .put("name", version.name())
                .put("number", version.number())
                .put("format", "huggingface")
                .put("base_model", "Qwen/Qwen2.5-0.5B")
                .put("dataset_sha256", "ab12");
        ObjectNode answer = WireJson.mapper().createObjectNode();
        answer.set("data", data);
        Path file = registry.resolve(URLEncoder.encode(reference, StandardCharsets.UTF_8));
        Files.writeString(file, answer.toString());
    }

    private ModelVersion version(String name, int number, FolderChange files) throws IOException {
        Path folder = artifacts.folder("models", name, Integer.toString(number));
        files.apply(folder);
        ModelVersion version = new ModelVersion(VersionId.next(), name, number, artifacts.publish(folder));
        for (String reference : List.of(version.id().value(), version.reference())) {
            call(version, reference);
        }
        return version;
    }

    private Path folder(ModelVersion version) {
        return artifacts.local(version.artifact().uri());
    }

    private static String script(int status, int tokens) {
        return "{\"status\":" + status + ",\"tokens\":" + tokens + "}";
    }
}
