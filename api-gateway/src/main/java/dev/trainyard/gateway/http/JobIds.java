package dev.trainyard.gateway.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.JobId;

/** Job ids in paths. */
final class JobIds {
    private JobIds() {}

    /** Errors: NOT_FOUND where no job can have such an id. */
    static JobId known(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
            throw new TrainyardException(ErrorCode.NOT_FOUND, "there is no job \"" + shown + "\"", e);
        }
    }
}
