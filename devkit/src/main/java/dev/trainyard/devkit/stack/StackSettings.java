package dev.trainyard.devkit.stack;

import java.nio.file.Path;
import java.util.List;

/**
 * What a stack is made of.
 *
 * @param home folder of the checkout or installation, where the services' programs lie
 * @param data folder of everything the stack keeps
 * @param dataRoots folders from which jobs may read, besides {@code data/datasets}
 * @param workers trainer workers, at least 1
 * @param ports of the services
 */
public record StackSettings(Path home, Path data, List<Path> dataRoots, int workers, Ports ports) {
    /** How the services' ports are chosen. */
    public enum Ports {
        /** 8080 to 8085; an error where one is taken. */
        STANDARD,
        /** Whatever is free. */
        FREE
    }

    public StackSettings {
        dataRoots = List.copyOf(dataRoots);
        if (workers < 1) {
            throw new IllegalArgumentException("workers is " + workers + ": at least 1 is needed");
        }
    }

    Path artifacts() {
        return data.resolve("artifacts");
    }

    Path datasets() {
        return data.resolve("datasets");
    }

    Path logs() {
        return data.resolve("logs");
    }
}
