package dev.trainyard.trainer.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a training process writes to stderr; the log of a job goes on over its attempts.
 *
 * @param begin where the present attempt's part begins
 */
record ErrorLog(Path file, long begin) {
    private static final int TAIL_BYTES = 1500;

    static ErrorLog in(Path jobFolder, int rank) {
        Path file = jobFolder.resolve(rank == 0 ? "worker.log" : "worker_rank" + rank + ".log");
        try {
            return new ErrorLog(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            return new ErrorLog(file, 0);
        }
    }

    /** The end of the present attempt's part; empty where there is none. */
    String tail() {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(begin, in.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, UTF_8).replace("\0", "");
        } catch (IOException e) {
            return "";
        }
    }
}
