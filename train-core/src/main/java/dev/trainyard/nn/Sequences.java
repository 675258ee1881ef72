package dev.trainyard.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * Which tokens of a flat list belong together: sequence after sequence without padding, so that every map of single
 * tokens works on real tokens only, and attention works on runs of sequences of one length.
 *
 * <p>Neighbours of equal length share a run; order sequences by length to have few. Immutable.
 */
public record Sequences(List<Run> runs) {
    public Sequences {
        runs = List.copyOf(runs);
    }

    /** Neighbouring sequences of one length, both at least 1. */
    public record Run(int count, int length) {
        /** Tokens of all its sequences. */
        public int tokens() {
            return count * length;
        }
    }

    /** Equally long sequences: the rows of a (count, length) tensor. */
    public static Sequences rows(long count, long length) {
        return new Sequences(List.of(new Run(Math.toIntExact(count), Math.toIntExact(length))));
    }

    /** Sequences of these lengths, in this order. */
    public static Sequences ofLengths(int... lengths) {
        List<Run> runs = new ArrayList<>();
        for (int length : lengths) {
            if (!runs.isEmpty() && runs.getLast().length == length) {
                runs.addLast(new Run(runs.removeLast().count + 1, length));
            } else {
                runs.add(new Run(1, length));
            }
        }
        return new Sequences(runs);
    }

    /** Number of sequences. */
    public int count() {
        return runs.stream().mapToInt(Run::count).sum();
    }

    /** Number of tokens. */
    public int tokens() {
        return runs.stream().mapToInt(Run::tokens).sum();
    }

    /** Length of the longest. */
    public int longest() {
        return runs.stream().mapToInt(Run::length).max().orElse(0);
    }

    /** Tokens of each run, in order. */
    long[] runTokens() {
        return runs.stream().mapToLong(Run::tokens).toArray();
    }

    /** The position of every token in its own sequence, each starting at {@code first}. */
    public int[] positions(int first) {
        int[] positions = new int[tokens()];
        int at = 0;
        for (Run run : runs) {
            for (int i = 0; i < run.tokens(); i++) {
                positions[at++] = first + i % run.length;
            }
        }
        return positions;
    }
}
