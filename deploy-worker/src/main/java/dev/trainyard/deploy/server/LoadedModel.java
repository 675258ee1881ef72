package dev.trainyard.deploy.server;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TextModel;
import dev.trainyard.tensor.Device;
import dev.trainyard.tokenizer.template.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model folder that was trained or downloaded.
 *
 * <p>A conversation goes through the folder's own chat template, the one it was trained with. A folder without one
 * knows no roles: its prompt is the text of the messages, one after another on lines of their own, to be continued.
 */
final class LoadedModel implements LanguageModel, AutoCloseable {
    private final TextModel model;

    private LoadedModel(TextModel model) {
        this.model = model;
    }

    /** Errors: {@link TrainingFailure} INVALID_MODEL where the folder cannot be served. */
    static LoadedModel load(Path folder) {
        return new LoadedModel(TextModel.load(folder, Device.chosen(System.getenv())));
    }

    @Override
    public int contextLength() {
        return model.contextTokens();
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
    public Answer generate(Sampling sampling, PieceListener pieces) {
        SamplingConfig config = new SamplingConfig(
                sampling.maxTokens(),
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.seed(),
                sampling.stop());
        Generation generation = model.generate(sampling.promptIds(), config, pieces::onText);
        Finish finish = switch (generation.finishReason()) {
            case STOP -> Finish.STOP;
            case LENGTH -> Finish.LENGTH;
            case CANCELLED -> Finish.CANCELLED;
        };
        return new Answer(generation.completionTokens(), finish);
    }

    @Override
    public void close() {
        model.close();
    }
}
