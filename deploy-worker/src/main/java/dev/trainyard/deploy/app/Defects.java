package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;

/** What an exception that nobody expected means for a deployment. */
final class Defects {
    private Defects() {}

    /**
     * DISK_FULL where the disk of this service is full, which a user can mend, else INTERNAL.
     *
     * @param what could not be done
     */
    static Failure failure(String what, RuntimeException defect) {
        for (Throwable cause = defect; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return new Failure(
                        ErrorCode.DISK_FULL,
                        what + ": the disk of deploy-worker is full (" + message + "): make room in the artifacts"
                                + " folder, then deploy the version again");
            }
        }
        return new Failure(ErrorCode.INTERNAL, what + ": " + defect);
    }
}
