package dev.trainyard.tokenizer;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Text to token ids and back.
 *
 * <p>Special tokens written out in the text, such as {@code <|im_end|>}, become their ids in every method: chat
 * templates rely on it.
 *
 * <p>Thread-safety: all methods may be called from several threads at once, except {@link #close()}.
 */
public interface Tokenizer extends AutoCloseable {
    /** The file in a model folder that describes its tokenizer. */
    String FILE = "tokenizer.json";

    /**
     * The tokenizer of a model folder, to be closed by the caller; absent where the folder has none.
     *
     * @throws TrainingFailure INVALID_MODEL if the file is there but cannot be read
     */
    static Optional<Tokenizer> open(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE)) ? Optional.of(DjlTokenizer.open(folder)) : Optional.empty();
    }

    /**
     * The tokenizer of a model folder that needs one, to be closed by the caller.
     *
     * @throws TrainingFailure INVALID_MODEL if there is none or it cannot be read
     */
    static Tokenizer require(Path folder) {
        return open(folder)
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        ("%s has no %s, so text cannot be encoded for this model: add the file to the folder, or give"
                                        + " the data as token ids (format tokens)")
                                .formatted(folder, FILE)));
    }

    /** Ids of the text alone: nothing is put before or after it. */
    int[] encode(String text);

    /** Ids of the text with what the model expects around it, such as a leading beginning-of-sequence token. */
    int[] encodeWithSpecialTokens(String text);

    /**
     * A text, or two that belong together such as a question and its answer, with what the model expects around them.
     *
     * @param pair the second text
     */
    SegmentedText encodeSegments(String text, Optional<String> pair);

    /** As {@link #encode}, with the place of each token in the text. */
    TokenizedText encodeWithOffsets(String text);

    /** Text of the ids; bytes that are not whole characters become U+FFFD. Ids out of the vocabulary give nothing. */
    String decode(int[] ids, boolean skipSpecialTokens);

    /** One more than the largest id the tokenizer can give. The model's embedding may be larger, never smaller. */
    int vocabSize();

    /** Id of an added or configured special token, given its text. */
    OptionalInt tokenId(String token);

    /** Which tokens begin, end and pad a sequence. */
    SpecialTokens specialTokens();

    /** Whether {@link #encodeWithSpecialTokens} begins with the beginning-of-sequence token. */
    boolean addsBos();

    /** Releases the native tokenizer; using it afterwards is an error. */
    @Override
    void close();
}
