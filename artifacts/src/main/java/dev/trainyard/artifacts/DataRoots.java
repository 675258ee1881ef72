package dev.trainyard.artifacts;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folders that users' data and base models may be read from; a path that leads elsewhere is refused. */
public final class DataRoots {
    private final List<Path> roots;

    /** A root that does not exist yet allows nothing until it does. */
    public DataRoots(List<Path> roots) {
        this.roots =
                roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /**
     * The file or folder a user means, links resolved. A relative path is looked up in each root, in order.
     *
     * @param path absolute, relative to a root, or a {@code file:} URI
     *     <p>Errors: PATH_NOT_ALLOWED where it leads out of the roots, INVALID_DATA where nothing lies there.
     */
    public Path resolve(String path) {
        Path asked = parse(path);
        return find(asked).orElseThrow(() -> refusal(path, asked));
    }

    /** Whether {@link #resolve} would find something. Errors: INVALID_DATA where it is no path at all. */
    public boolean holds(String path) {
        return find(parse(path)).isPresent();
    }

    private Optional<Path> find(Path asked) {
        return roots.stream()
                .flatMap(root -> realPath(root.resolve(asked)).stream())
                .filter(this::isAllowed)
                .findFirst();
    }

    private boolean isAllowed(Path real) {
        return roots.stream().flatMap(root -> realPath(root).stream()).anyMatch(real::startsWith);
    }

    /** Whether something exists outside of the roots is not told: the answer to every path that leads there is one. */
    private TrainyardException refusal(String path, Path asked) {
        List<Path> places = roots.stream()
                .filter(Files::isDirectory)
                .map(root -> root.resolve(asked))
                .toList();
        if (!places.isEmpty() && places.stream().noneMatch(this::leadsOut)) {
            return new TrainyardException(
                    ErrorCode.INVALID_DATA,
                    "\"" + path + "\" does not exist: expected a file or folder below " + described());
        }
        return new TrainyardException(
                ErrorCode.PATH_NOT_ALLOWED,
                "\"" + path + "\" is not below a data root: move it below " + described()
                        + ", or add its folder to TRAINYARD_DATA_ROOTS");
    }

    /** Where the part of the path that exists ends up, links followed. */
    private boolean leadsOut(Path place) {
        for (Path part = place; part != null; part = part.getParent()) {
            Optional<Path> real = realPath(part);
            if (real.isPresent()) {
                return !isAllowed(real.get());
            }
        }
        return true;
    }

    private String described() {
        return roots.isEmpty()
                ? "a data root (none is configured)"
                : String.join(" or ", roots.stream().map(Path::toString).toList());
    }

    private static Path parse(String path) {
        try {
            return path.startsWith("file:") ? Path.of(URI.create(path)) : Path.of(path);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.INVALID_DATA, "\"" + path + "\" is not a path of this machine", e);
        }
    }

    private static Optional<Path> realPath(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
