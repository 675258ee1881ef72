package dev.trainyard.deploy.domain;

import java.time.Duration;

/**
 * How servers are looked after while they run.
 *
 * @param interval between two questions whether a server answers at all
 * @param patience for the answer
 * @param failures in a row after which the server counts as hanging
 * @param promptInterval after which a server that nobody asked anything is asked a real prompt
 * @param window over which its answers are judged
 */
public record HealthPolicy(
        Duration interval, Duration patience, int failures, Duration promptInterval, Duration window) {}
