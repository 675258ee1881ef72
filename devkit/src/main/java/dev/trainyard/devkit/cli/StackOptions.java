package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.stack.StackSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a stack is started with. */
final class StackOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps everything here (default: $TRAINYARD_DATA, or ~/.trainyard).")
    private @Nullable Path data;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description =
                    "Jobs may read files under DIR; may be repeated. DATA/datasets and examples/ are always allowed.")
    private List<Path> dataRoots = new ArrayList<>();

    @Option(names = "--workers", paramLabel = "N", defaultValue = "1", description = "Trainer workers (default 1).")
    private int workers = 1;

    @Option(names = "--free-ports", description = "Take free ports instead of 8080 to 8085.")
    private boolean freePorts;

    StackSettings settings(Session session) {
        List<Path> roots = new ArrayList<>(List.of(session.home().resolve("examples")));
        dataRoots.forEach(root -> roots.add(root.toAbsolutePath().normalize()));
        if (workers < 1 || workers > 64) {
            throw new CommandFailure(ExitCode.REFUSED, "--workers is " + workers + ": give a number from 1 to 64");
        }
        for (Path root : roots) {
            if (!Files.isDirectory(root)) {
                throw new CommandFailure(ExitCode.REFUSED, "--data-root " + root + " is not a folder");
            }
        }
        StackSettings.Ports ports = freePorts ? StackSettings.Ports.FREE : StackSettings.Ports.STANDARD;
        return new StackSettings(session.home(), folder(data, session), roots, workers, ports);
    }

    /** The same as arguments, for another process. */
    List<String> arguments(Session session) {
        List<String> arguments =
                new ArrayList<>(List.of("--data", folder(data, session).toString(), "--workers", "" + workers));
        dataRoots.forEach(root -> arguments.addAll(
                List.of("--data-root", root.toAbsolutePath().normalize().toString())));
        if (freePorts) {
            arguments.add("--free-ports");
        }
        return arguments;
    }

    static Path folder(@Nullable Path given, Session session) {
        return (given == null ? session.defaultData() : given).toAbsolutePath().normalize();
    }
}
