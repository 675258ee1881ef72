package dev.trainyard.artifacts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Forces files and folder entries to the disk, so that an event never names an artifact that a power cut takes back. */
final class Durability {
    private Durability() {}

    static void sync(Path fileOrFolder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(fileOrFolder)) {
            all = walk.toList();
        }
        for (Path path : all) {
            force(path);
        }
        Path parent = fileOrFolder.getParent();
        if (parent != null) {
            force(parent);
        }
    }

    /** Opened for reading, which is how Linux lets a folder be forced. */
    private static void force(Path path) throws IOException {
        boolean forcible = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        if (forcible) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
