package dev.trainyard.hub;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a repository holds at one revision.
 *
 * @param commit hash of the commit, which names exactly these files
 */
record Listing(String commit, List<RemoteFile> files) {
    Optional<RemoteFile> find(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    boolean has(String path) {
        return find(path).isPresent();
    }

    List<RemoteFile> matching(Predicate<String> path) {
        return files.stream().filter(file -> path.test(file.path())).toList();
    }
}
