package dev.trainyard.deploy.domain;

import java.net.URI;
import java.util.Map;

/**
 * A release as it lies at its target.
 *
 * @param endpoint where users find it
 * @param reference what users call it there, such as {@code course-assistant:3}
 * @param notes of the publisher, for checking it, returning to what was there before, and withdrawing it
 */
public record Publication(URI endpoint, String reference, Map<String, String> notes) {
    public Publication {
        notes = Map.copyOf(notes);
    }
}
