package dev.trainyard.generate;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.nn.RowDecoder;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Takes texts a step further: those whose prompts have been read by a token each, and the others by parts of their prompts.
 *
 * <p>What a text gets never depends on the others: the tokens of all texts go through a {@link RowDecoder}, whose rows know
 * nothing of other texts. Where there is none, each part of a prompt is a pass of its own, cut always at the same places, and
 * so is each token. Memory: to be closed before the model. Not thread-safe.
 */
final class Steps implements AutoCloseable {
    private final LanguageModel model;
    private final int promptPart;
    private final Optional<RowDecoder> decoder;

    /**
     * @param most texts at a time
     * @param promptPart tokens of prompts that are read in one step
     */
    Steps(LanguageModel model, int most, int promptPart) {
        model.mode().predict();
        this.model = model;
        this.promptPart = promptPart;
        this.decoder = model.parts().flatMap(parts -> RowDecoder.of(parts, most + promptPart));
    }

    /** What a text takes in with a step. */
    private record Taken(Continuation text, int[] tokens) {
        /** Of how many of the last tokens it needs to know what comes after them. */
        int scored() {
            boolean nextIsKnown = text.cache().length() + tokens.length >= text.promptLength();
            return text.tellsPrompt() ? tokens.length : nextIsKnown ? 1 : 0;
        }
    }

    /** The logits after the tokens that a text took in, as far as it needs them. */
    record Scored(Continuation text, float[][] logits) {}

    /** The texts that go through the model together; where each goes alone, only one of them reads its prompt. */
    List<List<Continuation>> groups(List<Continuation> texts) {
        if (decoder.isPresent()) {
            return texts.isEmpty() ? List.of() : List.of(texts);
        }
        Optional<Continuation> reading =
                texts.stream().filter(Continuation::inPrompt).findFirst();
        return texts.stream()
                .filter(text -> !text.inPrompt() || text == reading.get())
                .map(List::of)
                .toList();
    }

    /** Takes a group further, as far as prompts fit into the step; what does not, waits. */
    List<Scored> next(List<Continuation> texts) {
        List<Taken> all = taken(texts);
        if (decoder.isEmpty()) {
            return all.stream().map(this::alone).toList();
        }
        float[][][] logits = decoder.get()
                .step(all.stream()
                        .map(one -> new RowDecoder.Part(one.tokens, one.text.cache(), one.scored()))
                        .toList());
        return IntStream.range(0, logits.length)
                .mapToObj(i -> new Scored(all.get(i).text, logits[i]))
                .toList();
    }

    private List<Taken> taken(List<Continuation> texts) {
        List<Taken> all = new ArrayList<>();
        int room = promptPart;
        for (Continuation text : texts) {
            if (!text.inPrompt()) {
                all.add(new Taken(text, new int[] {text.last()}));
            } else if (room > 0) {
                int[] part = text.promptPart(room);
                all.add(new Taken(text, part));
                room -= part.length;
            }
        }
        return all;
    }

    private Scored alone(Taken one) {
        int scored = one.scored();
        try (Scope step = Scope.open()) {
            Tensor hidden_BTC = model.hidden(model.ids(one.tokens).view(1, -1), one.text.cache());
            long tokens = hidden_BTC.size(1);
            return new Scored(
                    one.text,
                    IntStream.range(0, scored)
                            .mapToObj(i -> model.logits(hidden_BTC.select(1, tokens - scored + i))
                                    .floats())
                            .toArray(float[][]::new));
        }
    }

    @Override
    public void close() {
        decoder.ifPresent(RowDecoder::close);
    }
}
