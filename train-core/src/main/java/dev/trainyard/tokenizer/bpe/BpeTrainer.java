package dev.trainyard.tokenizer.bpe;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains a byte-level BPE tokenizer: from the 256 bytes on, the most frequent pair of neighbours within words becomes
 * a token, again and again. Equal texts, in any order, give an equal tokenizer.
 *
 * <p>Source: Sennrich et al. 2016, algorithm 1; words and bytes as in GPT-2. Not thread-safe.
 */
public final class BpeTrainer {
    /** The special tokens of a model that chats, with the ids 0, 1, 2; every frame has as many. */
    public static final List<String> SPECIAL_TOKENS = Frame.CHAT.tokens();

    /** The least vocabulary: special tokens and bytes. */
    public static final int LEAST_VOCABULARY = SPECIAL_TOKENS.size() + 256;

    /** A pair that occurs once is no pattern. */
    private static final int LEAST_FREQUENCY = 2;

    /** GPT-2's words; no token reaches over the end of one. */
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final int vocabSize;
    private final Frame frame;
    private final Map<String, Long> words = new HashMap<>();

    /**
     * A trainer for at most {@code vocabSize} tokens.
     *
     * @throws TrainingFailure INVALID_SPEC if that is less than {@link #LEAST_VOCABULARY}
     */
    public BpeTrainer(int vocabSize) {
        this(vocabSize, Frame.CHAT);
    }

    /** The same for a model that expects other tokens around a text. */
    public BpeTrainer(int vocabSize, Frame frame) {
        if (vocabSize < LEAST_VOCABULARY) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    ("a vocabulary of %d tokens is too small: 256 bytes and %d special tokens need at least %d; some"
                                    + " thousands are usual")
                            .formatted(vocabSize, SPECIAL_TOKENS.size(), LEAST_VOCABULARY));
        }
        this.vocabSize = vocabSize;
        this.frame = frame;
    }

    /** Counts the words of a text. */
    public void add(String text) {
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.merge(word.group(), 1L, Long::sum);
        }
    }

    /** The tokenizer of what was added. */
    public TrainedBpe train() {
        List<String> tokens = new ArrayList<>(frame.tokens());
        ByteAlphabet.sorted().forEach(c -> tokens.add(c.toString()));
        Map<String, Integer> ids = new HashMap<>();
        tokens.forEach(token -> ids.put(token, ids.size()));
        PairCounts pairs = count();
        List<TrainedBpe.Merge> merges = new ArrayList<>();
        while (tokens.size() < vocabSize) {
            Optional<Long> pair = pairs.next(LEAST_FREQUENCY);
            if (pair.isEmpty()) {
                break;
            }
            String left = tokens.get(PairCounts.left(pair.get()));
            String right = tokens.get(PairCounts.right(pair.get()));
            // Two merges may make the same token, as a+bc and ab+c.
            int id = ids.computeIfAbsent(left + right, token -> {
                tokens.add(token);
                return tokens.size() - 1;
            });
            merges.add(new TrainedBpe.Merge(left, right));
            pairs.merge(pair.get(), id);
        }
        return new TrainedBpe(tokens, merges, vocabSize, frame);
    }

    private PairCounts count() {
        List<int[]> symbols = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        new TreeMap<>(words).forEach((word, count) -> {
            int[] bytes = ByteAlphabet.symbols(word);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] += SPECIAL_TOKENS.size();
            }
            symbols.add(bytes);
            counts.add(count);
        });
        return new PairCounts(symbols, counts);
    }
}
