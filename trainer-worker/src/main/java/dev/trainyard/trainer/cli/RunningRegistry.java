package dev.trainyard.trainer.cli;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.registryclient.RegistryClient;
import dev.trainyard.trainer.translate.NearbyPaths;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The registry of a running stack, asked through its gateway. */
final class RunningRegistry implements NearbyPaths.Registry {
    /** Environment variable: the gateway's address. */
    private static final String ADDRESS = "TRAINYARD_URL";

    private static final String USUAL = "http://127.0.0.1:8080";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String gateway;

    private RunningRegistry(String gateway) {
        this.gateway = gateway;
    }

    static RunningRegistry of(Map<String, String> environment) {
        String address = environment.getOrDefault(ADDRESS, "").strip();
        return new RunningRegistry((address.isEmpty() ? USUAL : address).replaceAll("/+$", ""));
    }

    @Override
    public Path folder(String reference) {
        try {
            RegistryClient client = new RegistryClient(URI.create(gateway + "/api/training"), CONNECT, PATIENCE);
            return local(
                    reference, client.version(reference).version().artifact().uri());
        } catch (TrainyardException e) {
            throw switch (e.code()) {
                case NOT_FOUND ->
                    new TrainyardException(
                            ErrorCode.NOT_FOUND,
                            "\"" + reference + "\" is not in the registry of " + gateway
                                    + ": see ./trainyard models list for what is",
                            e);
                case UNAVAILABLE -> unresolved(reference, e);
                default -> e;
            };
        } catch (IllegalArgumentException e) {
            throw unresolved(reference, e);
        }
    }

    private static Path local(String reference, URI files) {
        if ("file".equals(files.getScheme()) && Files.isDirectory(Path.of(files))) {
            return Path.of(files);
        }
        throw new TrainyardException(
                ErrorCode.INVALID_MODEL,
                "\"" + reference + "\" lies at " + files
                        + ", where this machine finds no folder: run the command on"
                        + " a machine that has it, or submit the job to the running services");
    }

    private static TrainyardException unresolved(String reference, RuntimeException e) {
        return new TrainyardException(
                ErrorCode.INVALID_SPEC,
                "\"" + reference + "\" is a model of the registry, which cannot be asked (" + e.getMessage()
                        + "): start the services (./trainyard up), set " + ADDRESS
                        + " to where they run, or give the path of a model folder",
                e);
    }
}
