package dev.trainyard.contracts.error;

/**
 * Why something ended without its result, as recorded in events and shown to users.
 *
 * @param code decides retry and blame through its kind
 * @param message what happened, the value seen, what was expected, what to do
 */
public record Failure(ErrorCode code, String message) {}
