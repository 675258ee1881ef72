package dev.trainyard.train;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.FullDisk;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.NativeMemory;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Says of anything thrown in a run who has to act. */
public final class Failures {
    private Failures() {}

    /** {@code thrown} itself if it says so, else a failure that wraps it, with the code its cause points to. */
    public static TrainingFailure classify(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof TrainingFailure failure) {
                return failure;
            }
            if (NativeMemory.isExhaustion(cause)) {
                return new TrainingFailure(
                        FailureCode.OUT_OF_MEMORY,
                        "the run does not fit into memory: set a smaller batch_size (and more"
                                + " gradient_accumulation_steps) or max_length; " + firstLine(cause),
                        thrown);
            }
            if (cause instanceof IOException io && FullDisk.caused(io)) {
                return new TrainingFailure(
                        FailureCode.DISK_FULL,
                        "the disk is full: free space or set checkpoints.keep_last lower; " + firstLine(cause),
                        thrown);
            }
            if (cause instanceof FileSystemException file) {
                return new TrainingFailure(
                        FailureCode.INVALID_SPEC,
                        file.getFile() + " cannot be read or written: " + firstLine(file)
                                + "; give another path, or the rights to this one",
                        thrown);
            }
        }
        return new TrainingFailure(FailureCode.INTERNAL, "unexpected: " + firstLine(thrown), thrown);
    }

    /** A native message carries a stack trace of C++ after its first line. */
    private static String firstLine(Throwable cause) {
        return cause.toString().lines().findFirst().orElse(cause.getClass().getName());
    }
}
