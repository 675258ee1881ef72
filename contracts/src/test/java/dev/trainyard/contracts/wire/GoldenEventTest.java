package dev.trainyard.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes on the wire. A change here is a change of the contract: only optional fields may be added. To write the
 * files anew: {@code mvn -pl contracts test -Dtest=GoldenEventTest -Dgolden.write=true}.
 */
class GoldenEventTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private final EventCodec codec = new EventCodec("golden");

    @ParameterizedTest
    @MethodSource("events")
    void writesTheSameBytesAsEver(Event event) throws IOException {
        byte[] body = codec.encode(event).body().getBytes(StandardCharsets.UTF_8);
        Path golden = golden(EventCodec.type(event));
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FOLDER);
            Files.write(golden, body);
        }
        assertThat(body).asString(StandardCharsets.UTF_8).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsWhatWasEverWritten(Event event) throws IOException {
        String type = EventCodec.type(event);
        assertThat(codec.decode(Map.of("ce_type", type), Files.readString(golden(type))))
                .contains(event);
    }

    @Test
    void everyEventHasAWireNameASampleAndAGoldenFile() throws IOException {
        Set<Class<?>> permitted = leaves(Event.class).collect(Collectors.toSet());
        Set<Class<?>> sampled = EventSamples.all().stream().map(Event::getClass).collect(Collectors.toSet());
        assertThat(permitted).hasSizeGreaterThan(20).isEqualTo(sampled);

        Set<String> types = EventSamples.all().stream().map(EventCodec::type).collect(Collectors.toSet());
        assertThat(types).hasSameSizeAs(permitted);
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(types);
        }
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(GoldenEventTest::leaves)
                : Stream.of(type);
    }

    private static Path golden(String type) {
        return FOLDER.resolve(type + ".json");
    }

    static Stream<Event> events() {
        return EventSamples.all().stream();
    }
}
