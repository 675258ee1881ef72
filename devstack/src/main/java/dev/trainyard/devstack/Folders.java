package dev.trainyard.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Folders that come and go with the stack. */
public final class Folders {
    private static final FileAttribute<Set<PosixFilePermission>> ENTERED_BY_ALL =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

    private Folders() {}

    /** A new temporary folder that {@link PostgresServer} can use whatever user it has to run as. */
    public static Path temporary(String prefix) throws IOException {
        return Files.createTempDirectory(prefix, ENTERED_BY_ALL);
    }

    /** Deletes a folder with everything in it; does nothing where it is missing. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> walk = Files.walk(folder)) {
            deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
