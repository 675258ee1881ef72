package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.GatewayClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that a user names by its path or by a version of the registry. */
final class ModelFolder {
    private ModelFolder() {}

    /** Errors: {@link CommandFailure} where the version's files do not lie on this machine. */
    static Path of(String named, GatewayClient gateway) {
        Path path = Path.of(named);
        if (Files.isDirectory(path)) {
            return path.toAbsolutePath().normalize();
        }
        URI uri = URI.create(gateway.version(named).path("uri").asText());
        Path folder = Path.of(uri);
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "the files of " + named + " are not on this machine: they lie at " + uri);
        }
        return folder;
    }
}
