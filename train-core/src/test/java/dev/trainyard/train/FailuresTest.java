package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void whatNamesItsCodeKeepsIt() {
        TrainingFailure failure = new TrainingFailure(FailureCode.INVALID_DATA, "row 3 is empty");
        assertThat(Failures.classify(new IllegalStateException(failure))).isSameAs(failure);
    }

    @Test
    void exhaustedMemoryIsToldFromDefects() {
        assertThat(code(new OutOfMemoryError("Java heap space"))).isEqualTo(FailureCode.OUT_OF_MEMORY);
        assertThat(code(new RuntimeException(
                        "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to")))
                .isEqualTo(FailureCode.OUT_OF_MEMORY);
        assertThat(Failures.classify(new RuntimeException("mat1 and mat2 shapes\nframe #0: c10::Error")))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
                    assertThat(failure.getMessage()).contains("mat1 and mat2").doesNotContain("frame #0");
                });
    }

    @Test
    void aFullDiskIsToldFromAPathThatCannotBeUsed() {
        IOException full = new FileSystemException("/out/x", null, "No space left on device");
        assertThat(code(new UncheckedIOException(full))).isEqualTo(FailureCode.DISK_FULL);
        assertThat(code(new UncheckedIOException(new IOException("Disk quota exceeded"))))
                .isEqualTo(FailureCode.DISK_FULL);
        assertThat(Failures.classify(new UncheckedIOException(new AccessDeniedException("/out"))))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC);
                    assertThat(failure.getMessage()).contains("/out cannot be read or written");
                });
    }

    private static FailureCode code(Throwable thrown) {
        return Failures.classify(thrown).code();
    }
}
