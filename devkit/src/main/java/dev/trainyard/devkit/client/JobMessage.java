package dev.trainyard.devkit.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A message of a job's event stream.
 *
 * @param type wire name of the event, such as {@code training.progressed}
 * @param job the job after the event, in short
 * @param data the event itself
 */
public record JobMessage(String type, Instant time, int attempt, Job job, JsonNode data) {}
