package dev.trainyard.evaluation.export;

import dev.trainyard.stricthub.StrictHub;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A hub for the service, with its cache in a folder of its own; a field of type {@link StrictHub} gets it. */
public final class LocalHub implements QuarkusTestResourceLifecycleManager {
    private @Nullable StrictHub hub;
    private @Nullable Path home;

    @Override
    public Map<String, String> start() {
        try {
            hub = StrictHub.start();
            home = Files.createTempDirectory("hf-home");
            return Map.of("HF_ENDPOINT", hub.endpoint().toString(), "HF_HOME", home.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(hub, new TestInjector.MatchesType(StrictHub.class));
    }

    @Override
    public void stop() {
        Objects.requireNonNull(hub).close();
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(home))) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
