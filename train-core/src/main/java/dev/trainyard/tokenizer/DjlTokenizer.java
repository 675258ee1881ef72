package dev.trainyard.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The Rust tokenizers of Hugging Face through DJL. */
final class DjlTokenizer implements Tokenizer {
    static {
        // Without this DJL asks cloud metadata servers about the machine, and downloads other builds of its native
        // library where it sees a GPU.
        System.setProperty("ai.djl.offline", "true");
    }

    /** Cutting and padding are ours; the defaults of DJL would cut at 512 tokens. */
    private static final Map<String, String> OPTIONS = Map.of("truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerJson vocabulary;
    private final SpecialTokens specialTokens;
    private final boolean addsBos;

    private DjlTokenizer(HuggingFaceTokenizer tokenizer, TokenizerJson vocabulary, SpecialTokens specialTokens) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.specialTokens = specialTokens;
        int[] frame = encodeWithSpecialTokens("");
        this.addsBos = frame.length > 0 && specialTokens.bosId().equals(OptionalInt.of(frame[0]));
    }

    static DjlTokenizer open(Path folder) {
        Path file = folder.resolve(FILE);
        TokenizerSettings settings = TokenizerSettings.read(folder);
        try (InputStream in = Files.newInputStream(file)) {
            TokenizerJson vocabulary = TokenizerJson.read(file, settings.tokenTexts());
            // From a stream: given a folder DJL would apply tokenizer_config.json in its own way.
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(in, OPTIONS);
            return new DjlTokenizer(tokenizer, vocabulary, settings.resolve(vocabulary.ids()));
        } catch (IOException | RuntimeException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    "%s is not a tokenizer that can be read: %s. Copy the file again from where the model came from"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    @Override
    public int[] encode(String text) {
        return ids(tokenizer.encode(text, false, false));
    }

    @Override
    public int[] encodeWithSpecialTokens(String text) {
        return ids(tokenizer.encode(text, true, false));
    }

    @Override
    public SegmentedText encodeSegments(String text, Optional<String> pair) {
        Encoding encoding = pair.map(second -> tokenizer.encode(text, second, true, false))
                .orElseGet(() -> tokenizer.encode(text, true, false));
        int[] segments =
                Arrays.stream(encoding.getTypeIds()).mapToInt(Math::toIntExact).toArray();
        long[] mask = encoding.getSpecialTokenMask();
        boolean[] special = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            special[i] = mask[i] != 0;
        }
        return new SegmentedText(ids(encoding), segments, special);
    }

    @Override
    public TokenizedText encodeWithOffsets(String text) {
        Encoding encoding = tokenizer.encode(text, false, false);
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        CodePointIndex index = new CodePointIndex(text);
        for (int i = 0; i < spans.length; i++) {
            starts[i] = index.charOf(spans[i].getStart());
            ends[i] = index.charOf(spans[i].getEnd());
        }
        return new TokenizedText(ids(encoding), starts, ends);
    }

    private static int[] ids(Encoding encoding) {
        return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    @Override
    public int vocabSize() {
        return vocabulary.vocabSize();
    }

    @Override
    public OptionalInt tokenId(String token) {
        Integer id = vocabulary.ids().get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public SpecialTokens specialTokens() {
        return specialTokens;
    }

    @Override
    public boolean addsBos() {
        return addsBos;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
