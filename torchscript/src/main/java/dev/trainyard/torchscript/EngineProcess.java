package dev.trainyard.torchscript;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.supervisor.ChildClasspath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process that runs a TorchScript program; it ends with this one, as its input ends then. One row at a time;
 * thread-safe. Memory: owns the process; to be closed.
 */
final class EngineProcess implements AutoCloseable {
    private static final String MAIN = "dev.trainyard.torchscript.engine.EngineMain";
    private static final int SECONDS_TO_END = 5;

    private final Path file;
    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final int classes;

    private EngineProcess(Path file, Process process) throws IOException {
        this.file = file;
        this.process = process;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.classes = in.readInt();
        if (classes < 0) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    file + " cannot be run as a classifier: " + in.readUTF()
                            + "; expected a TorchScript program that takes ids, or ids and mask, or ids, mask and segments");
        }
    }

    /**
     * Starts the engine and loads a file, which takes a few seconds; the very first time on a machine more, as the
     * engine's libraries are unpacked.
     *
     * @throws TrainingFailure INVALID_MODEL if the file is no such program
     */
    static EngineProcess start(Path file) {
        Process started = launch(file);
        try {
            return new EngineProcess(file, started);
        } catch (IOException e) {
            started.destroyForcibly();
            throw new TrainingFailure(
                    FailureCode.INTERNAL,
                    "the process that runs " + file + " ended before it was ready: its words are in this process's log",
                    e);
        } catch (RuntimeException e) {
            started.destroyForcibly();
            throw e;
        }
    }

    private static Process launch(Path file) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                // DJL reports its use to its makers unless told not to, and looks for newer libraries.
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.offline=true",
                "-cp",
                ChildClasspath.ofThisProcess(),
                MAIN,
                file.toAbsolutePath().toString());
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the process that runs " + file + " cannot be started", e);
        }
    }

    int classes() {
        return classes;
    }

    /**
     * The scores of the classes for one row.
     *
     * @throws TrainingFailure INVALID_DATA if the program refuses the row, WORKER_LOST if its process has ended
     */
    synchronized float[] scores(int[] ids, int[] segments) {
        try {
            out.writeInt(ids.length);
            write(ids);
            write(segments);
            out.flush();
            int count = in.readInt();
            if (count < 0) {
                throw new TrainingFailure(
                        FailureCode.INVALID_DATA,
                        file + " refuses a row of " + ids.length + " tokens: " + in.readUTF());
            }
            float[] scores = new float[count];
            for (int i = 0; i < count; i++) {
                scores[i] = in.readFloat();
            }
            return scores;
        } catch (IOException e) {
            throw new TrainingFailure(FailureCode.WORKER_LOST, "the process that runs " + file + " has ended", e);
        }
    }

    private void write(int[] row) throws IOException {
        for (int number : row) {
            out.writeInt(number);
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        try {
            out.close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
