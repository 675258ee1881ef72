package dev.trainyard.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that decides where the weights of a run go, by name: settings, digests of data and base model, library
 * versions. A checkpoint may only be continued under the fingerprint it was written with.
 */
public record Fingerprint(SortedMap<String, String> entries) {

    /** Copies {@code entries}. */
    public Fingerprint(Map<String, String> entries) {
        this(new TreeMap<>(entries));
    }

    /** What is different in {@code now}, one readable line per entry, such as {@code seed: was 1, is 2}. */
    public List<String> differencesTo(Fingerprint now) {
        SortedSet<String> names = new TreeSet<>(entries.keySet());
        names.addAll(now.entries.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = entries.getOrDefault(name, "absent");
            String after = now.entries.getOrDefault(name, "absent");
            if (!Objects.equals(before, after)) {
                differences.add(name + ": was " + before + ", is " + after);
            }
        }
        return differences;
    }
}
