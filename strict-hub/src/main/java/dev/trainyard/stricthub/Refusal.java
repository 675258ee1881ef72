package dev.trainyard.stricthub;

/** A request that a client should not have made: kept as a violation, and answered with 400. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
