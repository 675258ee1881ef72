package dev.trainyard.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import java.io.FileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

final class DefectsTest {
    @Test
    void aFullDiskIsNamedWithWhatToDo() throws IOException {
        Failure failure = Defects.failure("the server could not be started", written());

        assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(failure.message())
                .startsWith("the server could not be started: the disk of deploy-worker is full")
                .contains("make room");
    }

    @Test
    void anythingElseIsADefect() {
        assertThat(Defects.failure("it failed", new IllegalStateException("why"))
                        .code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    /** Of a device that is always full. */
    private static RuntimeException written() throws IOException {
        FileWriter full = new FileWriter("/dev/full");
        try {
            full.write("x");
            full.flush();
            throw new AssertionError("/dev/full took something");
        } catch (IOException e) {
            return new UncheckedIOException("server.log cannot be written", e);
        }
    }
}
