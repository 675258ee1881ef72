package dev.trainyard.publishing;

import java.net.URI;
import java.util.Map;

/**
 * A release as it lies at its destination.
 *
 * @param endpoint where users find it
 * @param reference what they call it there
 * @param notes of the destination, for all that follows; no secrets
 */
public record Publication(URI endpoint, String reference, Map<String, String> notes) {
    public Publication {
        notes = Map.copyOf(notes);
    }

    /** A note that must be there. */
    public String note(String name) {
        String note = notes.get(name);
        if (note == null) {
            throw new IllegalArgumentException("publication " + reference + " has no note \"" + name + "\"");
        }
        return note;
    }
}
