package dev.trainyard.deploy.domain;

import java.time.Instant;

/**
 * One change in the life of a deployment.
 *
 * @param status it got
 * @param weight part of its name's requests in percent that it gets from then on
 * @param reason in words for the user
 */
public record Transition(Instant at, String status, int weight, String reason) {}
