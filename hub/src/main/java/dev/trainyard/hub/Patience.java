package dev.trainyard.hub;

import java.time.Duration;

/**
 * How long a hub is waited for.
 *
 * @param answer time until a connection stands, and until a request is answered
 * @param silence longest time without a byte inside an answer
 * @param attempts failures in a row, without a byte between them, after which it is given up
 * @param firstPause wait after the first failure; doubled after each further one
 * @param longestPause longest wait between two attempts; a hub that asks for a longer one is given up
 */
public record Patience(Duration answer, Duration silence, int attempts, Duration firstPause, Duration longestPause) {
    private static final int MOST_DOUBLINGS = 10;

    /** What is waited after this many failures in a row, from 1. */
    public Duration pause(int failures) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
