package dev.trainyard.data;

/** Permutations by seed, the same on every machine and JDK: SplitMix64 and Fisher-Yates. */
final class Shuffle {
    private long state;

    private Shuffle(long state) {
        this.state = state;
    }

    /** The numbers 0 until {@code size} in an order of the seed; {@code purpose} keeps uses of one seed apart. */
    static int[] permutation(int size, long seed, long purpose) {
        Shuffle random = new Shuffle(new Shuffle(seed).next() + purpose * 0x9E3779B97F4A7C15L);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private int below(int bound) {
        // 53 bits against a bound of at most 31 bits: the bias is below 2^-22.
        return (int) ((next() >>> 11) * 0x1.0p-53 * bound);
    }

    private long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
