package dev.trainyard.modelfiles.gguf;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The keys and values of a GGUF file, in order. Not thread-safe. */
public final class GgufMetadata {
    private final Map<String, GgufValue> values = new LinkedHashMap<>();
    private final Map<String, Long> positions = new HashMap<>();

    /** All, in order; a view. */
    public Map<String, GgufValue> all() {
        return Collections.unmodifiableMap(values);
    }

    /** Where the value of a key stands in the file it was read from; that of a text begins with its length in 8 bytes. */
    public OptionalLong position(String key) {
        Long position = positions.get(key);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    void stands(String key, long position) {
        positions.put(key, position);
    }

    /** Adds a value under a new key; whether it was new. */
    boolean add(String key, GgufValue value) {
        return values.putIfAbsent(key, value) == null;
    }

    /** Adds an unsigned number of 32 bits. */
    public GgufMetadata put(String key, int value) {
        values.put(key, new GgufValue.Whole(value, Integer.SIZE, false));
        return this;
    }

    /** Adds a number of 32 bits with a fraction. */
    public GgufMetadata put(String key, double value) {
        values.put(key, new GgufValue.Fraction(value, false));
        return this;
    }

    /** Adds yes or no. */
    public GgufMetadata put(String key, boolean value) {
        values.put(key, new GgufValue.Flag(value));
        return this;
    }

    /** Adds a text. */
    public GgufMetadata put(String key, String value) {
        values.put(key, new GgufValue.Text(value));
        return this;
    }

    /** Adds texts. */
    public GgufMetadata putTexts(String key, List<String> texts) {
        values.put(key, new GgufValue.Texts(texts));
        return this;
    }

    /** Adds whole numbers. */
    public GgufMetadata putWholes(String key, List<Integer> numbers) {
        values.put(key, new GgufValue.Wholes(numbers));
        return this;
    }

    /** Adds numbers with fractions. */
    public GgufMetadata putFractions(String key, List<Float> numbers) {
        values.put(key, new GgufValue.Fractions(numbers));
        return this;
    }

    /** The text of a key; empty where it is absent or no text. */
    public Optional<String> text(String key) {
        return values.get(key) instanceof GgufValue.Text text ? Optional.of(text.value()) : Optional.empty();
    }

    /** The whole number of a key; empty where it is absent or out of range. */
    public OptionalInt whole(String key) {
        return values.get(key) instanceof GgufValue.Whole whole && whole.value() == (int) whole.value()
                ? OptionalInt.of((int) whole.value())
                : OptionalInt.empty();
    }

    /** The number of a key; empty where it is absent. */
    public Optional<Double> number(String key) {
        return switch (values.get(key)) {
            case GgufValue.Fraction fraction -> Optional.of(fraction.value());
            case GgufValue.Whole whole -> Optional.of((double) whole.value());
            case null, default -> Optional.empty();
        };
    }

    /** The texts of a key; empty where it is absent. */
    public Optional<List<String>> texts(String key) {
        return values.get(key) instanceof GgufValue.Texts texts ? Optional.of(texts.values()) : Optional.empty();
    }
}
