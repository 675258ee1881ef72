package dev.trainyard.registry.files;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.nio.file.Path;

/** Why model files cannot be registered. */
final class Refusal {
    private Refusal() {}

    static TrainyardException of(Path file, String problem) {
        return new TrainyardException(ErrorCode.INVALID_MODEL, file.getFileName() + ": " + problem);
    }

    static TrainyardException unreadable(Path file, IOException cause) {
        return new TrainyardException(
                ErrorCode.INVALID_MODEL, file.getFileName() + " cannot be read: " + cause.getMessage(), cause);
    }
}
