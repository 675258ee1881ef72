package dev.trainyard.trainer.translate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.contracts.spec.HubReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The commits that a run's models came from, in the file {@code hub.json} of its folder: a branch may move on, but
 * every attempt of a run is made with the same files. One thread.
 */
public final class HubPins {
    private static final String FILE = "hub.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, String> pins;

    private HubPins(Path file, Map<String, String> pins) {
        this.file = file;
        this.pins = pins;
    }

    /** Those of the attempts so far. */
    public static HubPins of(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return new HubPins(
                    file,
                    Files.exists(file)
                            ? JSON.readValue(Files.readAllBytes(file), new TypeReference<TreeMap<String, String>>() {})
                            : new TreeMap<>());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** None yet: the run starts anew. */
    public static HubPins none(Path folder) {
        return new HubPins(folder.resolve(FILE), new TreeMap<>());
    }

    /** The reference with the commit of earlier attempts, or as it is. */
    public HubReference pinned(HubReference reference) {
        return Optional.ofNullable(pins.get(reference.toString()))
                .flatMap(HubReference::parse)
                .orElse(reference);
    }

    /** What a field of a spec names, with the commit where it is an id on a hub. */
    public String pinned(String written) {
        return pins.getOrDefault(written, written);
    }

    /** What fields of the spec name, and the same with commits. */
    public Map<String, String> all() {
        return Map.copyOf(pins);
    }

    /** Keeps the commit for the attempts to come. */
    void keep(HubReference reference, HubReference commit) {
        if (commit.toString().equals(pins.put(reference.toString(), commit.toString()))) {
            return;
        }
        try {
            Files.createDirectories(file.resolveSibling(""));
            Path whole = file.resolveSibling(FILE + ".new");
            Files.write(whole, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(pins));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
