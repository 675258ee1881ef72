package dev.trainyard.devkit.stack;

import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.supervisor.ParentWatch;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the services of one stack are started: program, small heap, and the environment that tells them of each other. */
final class ServiceLaunch {
    private static final List<String> SMALL_JVM = List.of(
            "-Xmx160m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED");

    private final StackSettings settings;
    private final Map<String, String> surroundings;

    /**
     * Errors: {@link StackException} where a service is not built.
     *
     * @param frontDoor port at which models are asked
     * @param postgres {@code host:port}
     * @param kafka bootstrap servers
     */
    ServiceLaunch(StackSettings settings, Map<Service, Integer> ports, int frontDoor, String postgres, String kafka) {
        this.settings = settings;
        Map<Service, String> urls = new EnumMap<>(Service.class);
        ports.forEach((service, port) -> urls.put(service, "http://127.0.0.1:" + port));
        this.surroundings = Map.of(
                "TRAINYARD_HTTP_HOST", "127.0.0.1",
                "TRAINYARD_POSTGRES", postgres,
                "KAFKA_BOOTSTRAP_SERVERS", kafka,
                "TRAINYARD_ARTIFACTS", settings.artifacts().toString(),
                "TRAINYARD_DATA_ROOTS", dataRoots(settings),
                "TRAINYARD_REGISTRY_URL", String.valueOf(urls.get(Service.REGISTRY_SERVICE)),
                "TRAINYARD_EVALUATION_URL", String.valueOf(urls.get(Service.EVAL_WORKER)),
                "TRAINYARD_DEPLOYMENT_URL", String.valueOf(urls.get(Service.DEPLOY_WORKER)),
                "TRAINYARD_FRONT_DOOR_PORT", Integer.toString(frontDoor));
    }

    ChildSpec spec(Service service, String name, int port) {
        Path program = settings.home().resolve(service.module()).resolve("target/quarkus-app");
        Path runner = program.resolve("quarkus-run.jar");
        if (!Files.isRegularFile(runner)) {
            throw new StackException(service.module() + " is not built (" + runner
                    + " is missing): run ./trainyard from " + settings.home() + ", which builds it");
        }
        Map<String, String> environment = new HashMap<>(surroundings);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return new ChildSpec(
                name,
                ServiceMain.class.getName(),
                Stream.of(runner.toString(), placeOf(ServiceMain.class), placeOf(ParentWatch.class))
                        .collect(Collectors.joining(File.pathSeparator)),
                SMALL_JVM,
                List.of(),
                environment,
                settings.data(),
                settings.logs().resolve(name + ".log"));
    }

    private static String dataRoots(StackSettings settings) {
        return Stream.concat(Stream.of(settings.datasets()), settings.dataRoots().stream())
                .map(Path::toString)
                .collect(Collectors.joining(","));
    }

    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new StackException("cannot tell where " + type.getName() + " lies", e);
        }
    }
}
