package dev.trainyard.stricthub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code StrictHubMain FOLDER}: serves the models in FOLDER/owner/name until the input ends, to try other clients
 * against it. Prints its address first, and at the end what was asked and what it refused.
 */
public final class StrictHubMain {
    private static final int MODEL_DEPTH = 2;

    private StrictHubMain() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (StrictHub hub = StrictHub.start()) {
            for (Path model : directories(folder)) {
                host(hub, folder.relativize(model).toString(), model);
            }
            System.out.println(hub.endpoint());
            while (System.in.read() >= 0) {
                // Until it is closed.
            }
            hub.requests().forEach(System.out::println);
            hub.violations().forEach(violation -> System.out.println("VIOLATION " + violation));
        }
    }

    private static List<Path> directories(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder, MODEL_DEPTH)) {
            return all.filter(path ->
                            Files.isDirectory(path) && folder.relativize(path).getNameCount() == MODEL_DEPTH)
                    .toList();
        }
    }

    private static void host(StrictHub hub, String id, Path folder) throws IOException {
        HostedModel.Draft draft = hub.model(id).draft();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString();
                byte[] bytes = Files.readAllBytes(file);
                if (path.matches(".*\\.(safetensors|bin)")) {
                    draft.large(path, bytes);
                } else {
                    draft.small(path, bytes);
                }
            }
        }
        draft.commit("main");
        draft.commit("master");
    }
}
