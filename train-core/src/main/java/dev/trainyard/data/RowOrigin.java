package dev.trainyard.data;

import java.nio.file.Path;

/**
 * Where a row comes from.
 *
 * @param number line of the file, counted from 1; of a plain text the block
 */
public record RowOrigin(Path file, long number) {
    @Override
    public String toString() {
        return file + ":" + number;
    }
}
