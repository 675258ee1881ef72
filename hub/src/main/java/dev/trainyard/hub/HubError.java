package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;

/** What the answers of a hub mean to the user. */
final class HubError {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int LONGEST_MESSAGE = 300;

    private final Endpoint endpoint;
    private final HubReference reference;
    private final String tokenVariable;

    /** @param tokenVariable the environment variable that holds the token */
    HubError(Endpoint endpoint, HubReference reference, String tokenVariable) {
        this.endpoint = endpoint;
        this.reference = reference;
        this.tokenVariable = tokenVariable;
    }

    /**
     * The error for an answer that is none of success and none that may pass.
     *
     * @param code the hub's own name for it, or nothing
     * @param message the hub's own words, or nothing
     */
    TrainyardException of(int status, String code, String message) {
        String said = message.isBlank() ? "" : " (it says: " + shortened(message) + ")";
        if (code.equals("RevisionNotFound")) {
            return revisionNotFound();
        }
        if (code.equals("GatedRepo")) {
            return new TrainyardException(
                    ErrorCode.ACCESS_DENIED,
                    reference.id() + " is gated on " + endpoint.shown() + said + ": accept its conditions there, and "
                            + (hasToken() ? "give a token of that account in " : "set ") + tokenVariable);
        }
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> denied(said);
            case NOT_FOUND -> notFound(said);
            default ->
                new TrainyardException(
                        ErrorCode.UNAVAILABLE,
                        endpoint.shown() + " answered with status " + status + " for " + reference.id() + said
                                + ": check that it is the address of a hub");
        };
    }

    TrainyardException revisionNotFound() {
        return new TrainyardException(
                ErrorCode.NOT_FOUND,
                reference.id() + " has no revision \"" + reference.revision().orElse("") + "\" on " + endpoint.shown()
                        + ": give a branch, tag or commit of it");
    }

    private TrainyardException denied(String said) {
        String advice = hasToken()
                ? "check that the token in " + tokenVariable + " is valid and may read it"
                : "if it is private or gated, set " + tokenVariable + "; if not, check its spelling";
        return new TrainyardException(
                ErrorCode.ACCESS_DENIED,
                endpoint.shown() + " does not give " + reference.id() + " to "
                        + (hasToken() ? "this user" : "users without a token") + said + ": " + advice);
    }

    private TrainyardException notFound(String said) {
        return new TrainyardException(
                ErrorCode.NOT_FOUND,
                "there is no model " + reference.id() + " on " + endpoint.shown() + said
                        + ": check its spelling, give the absolute path where a folder is meant"
                        + (hasToken() ? "" : ", or set " + tokenVariable + " where it is private"));
    }

    private boolean hasToken() {
        return endpoint.token().isPresent();
    }

    private static String shortened(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}
