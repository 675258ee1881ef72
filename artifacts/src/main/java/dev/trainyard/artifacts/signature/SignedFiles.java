package dev.trainyard.artifacts.signature;

import dev.trainyard.artifacts.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * SHA-256 of the files of a folder by their paths, in the order of the paths' parts.
 *
 * @param digests 64 lower-case hex digits by path, with {@code /} between its parts
 */
record SignedFiles(Map<String, String> digests) {
    /** Reads a folder. Errors: PATH_NOT_ALLOWED where a link is in it. */
    static SignedFiles of(Path folder, Collection<String> ignored) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(folder::relativize)
                    .filter(path -> ignored.stream().noneMatch(path::startsWith))
                    .sorted(SignedFiles::byParts)
                    .toList();
        }
        Map<String, String> digests = new LinkedHashMap<>();
        for (Path file : files) {
            String name = file.toString().replace(file.getFileSystem().getSeparator(), "/");
            digests.put(name, Checksums.file(folder.resolve(file)).sha256());
        }
        return new SignedFiles(digests);
    }

    private static int byParts(Path a, Path b) {
        for (int i = 0; i < Math.min(a.getNameCount(), b.getNameCount()); i++) {
            int order = a.getName(i).toString().compareTo(b.getName(i).toString());
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.getNameCount(), b.getNameCount());
    }

    /** What differs from what was signed, a sentence each. */
    List<String> differencesFrom(SignedFiles signed) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(digests.keySet());
        names.addAll(signed.digests.keySet());
        for (String name : names) {
            String found = digests.get(name);
            String expected = signed.digests.get(name);
            if (found == null) {
                differences.add(name + " is missing");
            } else if (expected == null) {
                differences.add(name + " was not signed");
            } else if (!found.equals(expected)) {
                differences.add(name + " was changed: its SHA-256 is " + found + ", signed was " + expected);
            }
        }
        return differences;
    }
}
