package dev.trainyard.tokenizer.bpe;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * How often two symbols stand side by side, kept up to date while pairs are merged: only words that hold the merged
 * pair are visited.
 */
final class PairCounts {
    /** A word of the text: its symbols, of which the first {@code length} count, and how often it occurs. */
    private static final class Word {
        private final int[] symbols;
        private final long count;
        private int length;

        Word(int[] symbols, long count) {
            this.symbols = symbols;
            this.count = count;
            this.length = symbols.length;
        }
    }

    /** A pair, how often it occurs, and in which words it ever did. */
    private static final class Occurrences {
        private final long pair;
        private long count;
        private int[] words = new int[4];
        private int size;

        Occurrences(long pair) {
            this.pair = pair;
        }

        void in(int word) {
            if (size > 0 && words[size - 1] == word) {
                return;
            }
            if (size == words.length) {
                words = Arrays.copyOf(words, 2 * size);
            }
            words[size++] = word;
        }
    }

    /** A pair with the count it had when it was queued. */
    private record Candidate(long count, long pair) implements Comparable<Candidate> {
        /** Most frequent first; then by symbols, so that the result does not depend on chance. */
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            return byCount != 0 ? byCount : Long.compare(pair, other.pair);
        }
    }

    private final Word[] words;
    private final Map<Long, Occurrences> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    PairCounts(List<int[]> symbols, List<Long> counts) {
        words = new Word[symbols.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = new Word(symbols.get(i), counts.get(i));
            for (int j = 1; j < words[i].length; j++) {
                add(key(words[i].symbols[j - 1], words[i].symbols[j]), words[i].count, i);
            }
        }
        pairs.values().forEach(found -> queue.add(new Candidate(found.count, found.pair)));
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    /** The most frequent pair, if it occurs at least {@code least} times. */
    Optional<Long> next(long least) {
        while (!queue.isEmpty()) {
            Candidate top = queue.poll();
            long count = occurrences(top.pair).count;
            if (count != top.count) {
                // Queued again under its present count; pairs only become rarer while they wait.
                requeue(top.pair, count);
            } else {
                return count >= least ? Optional.of(top.pair) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void requeue(long pair, long count) {
        if (count > 0) {
            queue.add(new Candidate(count, pair));
        }
    }

    /** Replaces the pair by one symbol in every word. */
    void merge(long pair, int symbol) {
        Occurrences merged = occurrences(pair);
        Map<Long, Occurrences> grown = new HashMap<>();
        for (int i = 0; i < merged.size; i++) {
            merge(merged.words[i], left(pair), right(pair), symbol, grown);
        }
        grown.forEach((key, found) -> requeue(key, found.count));
    }

    private void merge(int index, int left, int right, int symbol, Map<Long, Occurrences> grown) {
        Word word = words[index];
        int[] symbols = word.symbols;
        int out = 0;
        for (int i = 0; i < word.length; i++) {
            boolean here = symbols[i] == left && i + 1 < word.length && symbols[i + 1] == right;
            if (!here) {
                symbols[out++] = symbols[i];
                continue;
            }
            if (out > 0) {
                add(key(symbols[out - 1], left), -word.count, index);
                grow(key(symbols[out - 1], symbol), index, grown);
            }
            if (i + 2 < word.length) {
                add(key(right, symbols[i + 2]), -word.count, index);
                grow(key(symbol, symbols[i + 2]), index, grown);
            }
            symbols[out++] = symbol;
            i++;
        }
        word.length = out;
    }

    private void grow(long pair, int word, Map<Long, Occurrences> grown) {
        grown.put(pair, add(pair, words[word].count, word));
    }

    private Occurrences add(long pair, long count, int word) {
        Occurrences found = occurrences(pair);
        found.count += count;
        if (count > 0) {
            found.in(word);
        }
        return found;
    }

    private Occurrences occurrences(long pair) {
        return pairs.computeIfAbsent(pair, Occurrences::new);
    }
}
