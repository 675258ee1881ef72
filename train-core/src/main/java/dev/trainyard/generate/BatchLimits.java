package dev.trainyard.generate;

/**
 * What a {@link BatchGenerator} takes on at a time.
 *
 * @param texts generated side by side, at least 1; more wait
 * @param promptPart tokens of prompts that are read in one step, while the other texts wait; the same number gives the
 *     same texts
 * @param cacheBytes memory for keys and values of the texts that are being generated
 */
public record BatchLimits(int texts, int promptPart, long cacheBytes) {
    /** Large enough for the speed of matrix products, small enough not to be noticed by those who wait. */
    static final int PROMPT_PART = 64;

    private static final int TEXTS = 8;

    public BatchLimits {
        require(texts >= 1, "texts", texts, "at least 1");
        require(promptPart >= 1, "prompt_part", promptPart, "at least 1 token");
        require(cacheBytes >= 1, "cache_bytes", cacheBytes, "at least 1");
    }

    /** Eight texts in so much memory. */
    public static BatchLimits of(long cacheBytes) {
        return new BatchLimits(TEXTS, PROMPT_PART, cacheBytes);
    }

    /** The same for so many texts. */
    public BatchLimits withTexts(int number) {
        return new BatchLimits(number, promptPart, cacheBytes);
    }

    private static void require(boolean holds, String name, Object seen, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + seen + ", expected " + expected);
        }
    }
}
