package dev.trainyard.data;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.TokenizedText;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatTemplate;
import dev.trainyard.tokenizer.template.RenderedChat;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns rows into token ids and labels, for one model.
 *
 * <p>Thread-safety: as the tokenizer's.
 */
public final class Encoder {
    private final Optional<Tokenizer> tokenizer;
    private final Optional<ChatTemplate> template;
    private final int vocabSize;
    private final int maxLength;
    private final boolean spaceBeforeText;
    private final boolean pairs;

    /**
     * An encoder; the tokenizer stays the caller's to close.
     *
     * @param tokenizer absent where the model has none, so that only token rows can be encoded
     * @param vocabSize number of the model's embeddings
     * @param maxLength tokens to which rows are cut
     */
    public Encoder(Optional<Tokenizer> tokenizer, Optional<ChatTemplate> template, int vocabSize, int maxLength) {
        this(tokenizer, template, vocabSize, maxLength, false);
    }

    /**
     * The same.
     *
     * @param pairs whether every row of a data set is to be a pair of which one answer is preferred, or none
     */
    public Encoder(
            Optional<Tokenizer> tokenizer,
            Optional<ChatTemplate> template,
            int vocabSize,
            int maxLength,
            boolean pairs) {
        this.pairs = pairs;
        this.tokenizer = tokenizer;
        this.template = template;
        this.vocabSize = vocabSize;
        this.maxLength = maxLength;
        this.spaceBeforeText = tokenizer.map(Encoder::putsSpaceBeforeText).orElse(false);
    }

    /** Tokens to which rows are cut. */
    public int maxLength() {
        return maxLength;
    }

    /**
     * Tokens and labels of a row, cut to the maximum length; of a pair those of the preferred answer.
     *
     * @throws TrainingFailure INVALID_DATA or INVALID_MODEL with what is wrong
     */
    public TokenRow encode(Row row) {
        try {
            return checked(row);
        } catch (InvalidRow e) {
            throw new TrainingFailure(FailureCode.INVALID_DATA, row.origin() + ": " + e.getMessage(), e);
        }
    }

    /** As {@link #encode} for use where problems are collected. */
    TokenRow checked(Row row) {
        Labelled all = labelled(row);
        requireInVocabulary(all.ids, "input_ids", false);
        requireInVocabulary(all.labels, "labels", true);
        int length = Math.min(maxLength, all.ids.length);
        TokenRow encoded = new TokenRow(
                row.origin(),
                Arrays.copyOf(all.ids, length),
                Arrays.copyOf(all.labels, length),
                all.weights.length == 0 ? all.weights : Arrays.copyOf(all.weights, length),
                all.ids.length);
        requireSupervised(encoded, all.labels);
        return encoded.weighted(row.weight());
    }

    private Labelled labelled(Row row) {
        return switch (row) {
            case Row.Tokens tokens -> Labelled.weighted(tokens.inputIds(), tokens.labels(), tokens.weights());
            case Row.Chat chat -> chat(chat);
            case Row.Completion completion -> completion(completion);
            case Row.Text text -> text(text);
            case Row.Preference preference -> labelled(preference.chosen());
        };
    }

    /** A row as training takes it: a pair where the encoder is one of pairs. */
    Example example(Row row) {
        if (pairs && row instanceof Row.Preference pair) {
            return new PreferencePair(row.origin(), checked(pair.chosen()), checked(pair.rejected()), pair.weight());
        }
        if (pairs) {
            throw new InvalidRow("to learn preferences, a row has prompt, chosen and rejected, or input,"
                    + " preferred_output and non_preferred_output");
        }
        if (row instanceof Row.Preference) {
            throw new InvalidRow(
                    "the row is a pair of answers, which objective dpo learns from: set it, or give one answer");
        }
        return checked(row);
    }

    /** Token ids with their labels, not yet cut; weights are empty if all are 1. */
    @SuppressWarnings("ArrayRecordComponent") // values on their way
    private record Labelled(int[] ids, int[] labels, float[] weights) {
        /** What weighs nothing is not learnt. */
        static Labelled weighted(int[] ids, int[] labels, float[] weights) {
            int[] learnt = labels.clone();
            boolean plain = true;
            for (int i = 0; i < weights.length; i++) {
                learnt[i] = weights[i] > 0 ? labels[i] : TokenRow.IGNORED;
                plain &= weights[i] == 1 || learnt[i] == TokenRow.IGNORED;
            }
            return new Labelled(ids, learnt, plain ? new float[0] : weights);
        }

        /** The tokens from {@code first} on are learnt. */
        static Labelled from(int[] ids, int first) {
            int[] labels = ids.clone();
            Arrays.fill(labels, 0, first, TokenRow.IGNORED);
            return new Labelled(ids, labels, new float[0]);
        }
    }

    private void requireInVocabulary(int[] ids, String what, boolean ignorable) {
        for (int i = 0; i < ids.length; i++) {
            boolean ignored = ignorable && ids[i] == TokenRow.IGNORED;
            if (!ignored && (ids[i] < 0 || ids[i] >= vocabSize)) {
                throw new InvalidRow("%s[%d] is %d, but the model's vocabulary has the ids 0 to %d"
                        .formatted(what, i, ids[i], vocabSize - 1));
            }
        }
    }

    private void requireSupervised(TokenRow row, int[] labels) {
        if (row.supervised() > 0) {
            return;
        }
        if (row.length() == row.full()) {
            throw new InvalidRow("no token is left to learn after the first: the row has %d tokens, labelled %s"
                    .formatted(row.full(), row.full() == 1 ? "or not" : "-100"));
        }
        int first = 1;
        while (first < labels.length && labels[first] == TokenRow.IGNORED) {
            first++;
        }
        throw new InvalidRow(
                ("no token is left to learn when the row is cut to max_length %d: it has %d tokens, and what is learnt"
                                + " begins at token %d; raise max_length or shorten the row")
                        .formatted(maxLength, row.full(), first + 1));
    }

    private Tokenizer tokenizer() {
        return tokenizer.orElseThrow(() -> new InvalidRow(
                "the model has no tokenizer.json, so text cannot be encoded: add it to the model folder, or give the"
                        + " data as token ids (format tokens)"));
    }

    private Labelled chat(Row.Chat chat) {
        Tokenizer text = tokenizer();
        RenderedChat rendered;
        try {
            rendered = template.orElseThrow(() -> new InvalidRow(
                            "the model has no chat template: add chat_template.jinja to the model folder, or give the"
                                    + " rows as prompt and completion"))
                    .renderWithTurns(chat.conversation());
        } catch (TrainingFailure e) {
            throw new InvalidRow(e.getMessage());
        }
        TokenizedText tokens = text.encodeWithOffsets(rendered.text());
        int[] labels = new int[tokens.length()];
        float[] weights = new float[tokens.length()];
        Arrays.fill(labels, TokenRow.IGNORED);
        for (RenderedChat.Turn turn : rendered.turns()) {
            float weight = chat.weights().get(turn.message()).floatValue();
            for (int i = 0; i < labels.length; i++) {
                if (begins(tokens.starts()[i], turn)) {
                    labels[i] = tokens.ids()[i];
                    weights[i] = weight;
                }
            }
        }
        return Labelled.weighted(tokens.ids(), labels, weights);
    }

    /** A token that begins before the turn belongs to the prompt. */
    private static boolean begins(int start, RenderedChat.Turn turn) {
        return start >= turn.start() && start < turn.end();
    }

    /** The prompt is encoded alone, as it will be when the model is asked. */
    private Labelled completion(Row.Completion row) {
        Tokenizer text = tokenizer();
        int[] prompt = row.prompt().isEmpty() ? new int[0] : text.encode(row.prompt());
        int[] whole = text.encode(row.prompt() + row.completion());
        int[] joined = startsWith(whole, prompt) && whole.length > prompt.length
                ? whole
                : concat(prompt, continuation(text, row.completion()));
        int[] bos = bos(text, joined);
        return Labelled.from(concat(bos, withEos(text, joined)), bos.length + prompt.length);
    }

    private Labelled text(Row.Text row) {
        Tokenizer text = tokenizer();
        int[] ids = text.encode(row.text());
        int[] bos = bos(text, ids);
        return Labelled.from(concat(bos, row.ends() ? withEos(text, ids) : ids), 0);
    }

    private static int[] bos(Tokenizer text, int[] ids) {
        int bos = text.specialTokens().bosId().orElse(-1);
        boolean needed = text.addsBos() && (ids.length == 0 || ids[0] != bos);
        return needed ? new int[] {bos} : new int[0];
    }

    private static int[] withEos(Tokenizer text, int[] ids) {
        int eos = text.specialTokens().eosId().orElse(-1);
        boolean needed = eos >= 0 && (ids.length == 0 || ids[ids.length - 1] != eos);
        return needed ? concat(ids, new int[] {eos}) : ids;
    }

    /** Some tokenizers put a space before every text they are given, which does not belong before a continuation. */
    private static boolean putsSpaceBeforeText(Tokenizer text) {
        return !Arrays.equals(text.encode("\na"), concat(text.encode("\n"), text.encode("a")));
    }

    private int[] continuation(Tokenizer text, String continued) {
        int[] alone = text.encode(continued);
        if (!spaceBeforeText) {
            return alone;
        }
        int[] anchor = text.encode("\n");
        int[] anchored = text.encode("\n" + continued);
        return startsWith(anchored, anchor) ? Arrays.copyOfRange(anchored, anchor.length, anchored.length) : alone;
    }

    private static boolean startsWith(int[] ids, int[] beginning) {
        return ids.length >= beginning.length
                && Arrays.equals(ids, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static int[] concat(int[] a, int[] b) {
        int[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
