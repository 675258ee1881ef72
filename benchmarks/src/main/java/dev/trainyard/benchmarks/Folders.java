package dev.trainyard.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What races need of the file system. */
final class Folders {
    private Folders() {}

    /** The folder with nothing in it. */
    static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                List<Path> entries;
                try (Stream<Path> found = Files.walk(folder)) {
                    entries = found.sorted(Comparator.reverseOrder()).toList();
                }
                for (Path entry : entries) {
                    Files.delete(entry);
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BenchmarkFailure("the folder " + folder + " cannot be emptied", e);
        }
    }

    /** The folder, made if it is not there. */
    static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BenchmarkFailure("the folder " + folder + " cannot be made", e);
        }
    }

    /** SHA-256 of a file, in hexadecimal. */
    static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new BenchmarkFailure("the file " + file + " cannot be read", e);
        }
    }
}
