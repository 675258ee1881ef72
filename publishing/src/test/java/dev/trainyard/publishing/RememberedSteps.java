package dev.trainyard.publishing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Steps as a service remembers them. */
public final class RememberedSteps implements Steps {
    private final Map<String, String> notes = new LinkedHashMap<>();

    @Override
    public Optional<String> noted(String step) {
        return Optional.ofNullable(notes.get(step));
    }

    @Override
    public void note(String step, String note) {
        notes.put(step, note);
    }

    /** What was done, in order. */
    public Map<String, String> all() {
        return Map.copyOf(notes);
    }
}
