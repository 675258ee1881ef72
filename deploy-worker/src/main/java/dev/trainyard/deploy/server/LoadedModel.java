package dev.trainyard.deploy.server;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.BatchGenerator;
import dev.trainyard.generate.BatchLimits;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TextModel;
import dev.trainyard.tensor.Device;
import dev.trainyard.tokenizer.template.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * A model folder that was trained or downloaded.
 *
 * <p>A conversation goes through the folder's own chat template, the one it was trained with. A folder without one
 * knows no roles: its prompt is the text of the messages, one after another on lines of their own, to be continued.
 */
final class LoadedModel implements LanguageModel, AutoCloseable {
    private final TextModel model;
    private final BatchGenerator generator;
    private final int concurrency;
    /** A token that others can follow. */
    private final int anchor;

    private LoadedModel(TextModel model, BatchLimits limits) {
        this.model = model;
        this.generator = model.batched(limits);
        this.concurrency = limits.texts();
        int[] letter = model.tokenizer().encode("a");
        this.anchor = letter.length == 0 ? 0 : letter[letter.length - 1];
    }

    /** Errors: {@link TrainingFailure} INVALID_MODEL where the folder cannot be served. */
    static LoadedModel load(Path folder, BatchLimits limits) {
        return new LoadedModel(TextModel.load(folder, Device.chosen(System.getenv())), limits);
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public int contextLength() {
        return generator.contextTokens();
    }

    @Override
    public int vocabularySize() {
        return model.model().config().vocabSize();
    }

    @Override
    public int[] textPrompt(String text) {
        return model.textPrompt(text);
    }

    @Override
    public int[] chatPrompt(List<Turn> turns) {
        if (model.template().isEmpty()) {
            return textPrompt(turns.stream().map(Turn::content).collect(Collectors.joining("\n")));
        }
        try {
            return model.chatPrompt(turns.stream()
                    .map(turn -> ChatMessage.of(turn.role(), turn.content()))
                    .toList());
        } catch (TrainingFailure e) {
            if (e.code() == FailureCode.INVALID_DATA) {
                throw ApiException.invalid("messages", "invalid_value", e.getMessage());
            }
            throw e;
        }
    }

    @Override
    public String text(int... ids) {
        return model.tokenizer().decode(ids, true);
    }

    @Override
    public String tokenText(int id) {
        // Alone, a token may lose the space that it begins with.
        String before = model.tokenizer().decode(new int[] {anchor}, false);
        String both = model.tokenizer().decode(new int[] {anchor, id}, false);
        return both.startsWith(before)
                ? both.substring(before.length())
                : model.tokenizer().decode(new int[] {id}, false);
    }

    @Override
    public Generation generate(int[] promptIds, SamplingConfig config, GenerationListener listener) {
        try {
            return generator.submit(promptIds, config, listener).join();
        } catch (CancellationException e) {
            throw ApiException.stopping();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : e;
        }
    }

    @Override
    public BatchGenerator.Load load() {
        return generator.load();
    }

    @Override
    public void close() {
        generator.close();
        model.close();
    }
}
