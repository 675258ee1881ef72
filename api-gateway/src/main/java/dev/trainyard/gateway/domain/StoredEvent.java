package dev.trainyard.gateway.domain;

import java.time.Instant;

/**
 * An event of a job as followers get it.
 *
 * @param number position among the job's events, from 1, without gaps when stored
 * @param type wire name
 * @param message JSON
 */
public record StoredEvent(long number, String type, Instant time, String message) {}
