package dev.trainyard.trainer.translate;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The paths of a spec file on the user's own machine: relative ones are looked up beside the spec, then in the current
 * directory; models of the registry where a stack runs. Nothing is out of bounds, since the user runs it.
 */
public final class NearbyPaths implements PathResolver {
    private static final String REGISTRY = "models:/";

    private final List<Path> folders;
    private final Registry registry;

    /** Where {@code models:/} references are looked up. */
    public interface Registry {
        /**
         * The folder of a version.
         *
         * <p>Errors: {@link TrainyardException} of kind USER where it cannot be had here.
         */
        Path folder(String reference);
    }

    public NearbyPaths(Path specFile, Path currentDirectory, Registry registry) {
        this.registry = registry;
        Path beside = specFile.toAbsolutePath().normalize().resolveSibling("");
        Path current = currentDirectory.toAbsolutePath().normalize();
        this.folders = beside.equals(current) ? List.of(current) : List.of(beside, current);
    }

    @Override
    public Path data(String path) {
        return find(path, ErrorCode.INVALID_DATA);
    }

    @Override
    public Path model(String reference) {
        if (reference.startsWith(REGISTRY)) {
            return registry.folder(reference);
        }
        return find(reference, ErrorCode.INVALID_MODEL);
    }

    @Override
    public Path adapter(String reference) {
        return find(reference, ErrorCode.INVALID_MODEL);
    }

    @Override
    public boolean holds(String reference) {
        return find(parse(reference)).isPresent();
    }

    private Path find(String path, ErrorCode ifMissing) {
        Path asked = parse(path);
        return find(asked).orElseThrow(() -> new TrainyardException(ifMissing, missing(path, asked)));
    }

    private Optional<Path> find(Path asked) {
        return folders.stream()
                .map(folder -> folder.resolve(asked).normalize())
                .filter(Files::exists)
                .findFirst();
    }

    private String missing(String path, Path asked) {
        List<String> looked = asked.isAbsolute()
                ? List.of()
                : folders.stream().map(Path::toString).toList();
        return "\"" + path + "\" does not exist" + (looked.isEmpty() ? "" : " in " + String.join(" nor in ", looked))
                + ": check the path in the spec";
    }

    private static Path parse(String path) {
        try {
            return path.startsWith("file:") ? Path.of(URI.create(path)) : Path.of(path);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.INVALID_SPEC, "\"" + path + "\" is not a path of this machine", e);
        }
    }
}
