package dev.trainyard.deploy.server;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.torchscript.TorchScriptModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A folder with a classifier in TorchScript: tells labels, as DJL's engine in a process beside this one finds them. */
final class LoadedTorchScript implements ServedModel, TextReader {
    private final TorchScriptModel model;
    private final Tokenizer tokenizer;

    private LoadedTorchScript(TorchScriptModel model, Tokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /** Errors: {@link TrainingFailure} INVALID_MODEL where the folder cannot be served. */
    static LoadedTorchScript load(Path folder) {
        TorchScriptModel model = TorchScriptModel.load(folder);
        return model.tokenizer()
                .map(tokenizer -> new LoadedTorchScript(model, tokenizer))
                .orElseThrow(() -> {
                    model.close();
                    return new TrainingFailure(
                            FailureCode.INVALID_MODEL,
                            folder + " has no " + Tokenizer.FILE
                                    + ", so no text can be classified: add the file to the model's folder");
                });
    }

    @Override
    public String kind() {
        return "a classifier";
    }

    @Override
    public int concurrency() {
        return 1;
    }

    @Override
    public Map<String, RequestHandler> routes(Desk desk) {
        Classification labels =
                new Classification(model.labels().names(), text -> model.probabilities(text.ids(), text.segments()));
        return Map.of(Routes.CLASSIFY, new TextRequests(desk, this, labels));
    }

    @Override
    public WarmUp.Sample sample(String servedName) {
        return WarmUp.Sample.reading(Routes.CLASSIFY, servedName, this);
    }

    @Override
    public int contextLength() {
        return model.contextTokens();
    }

    @Override
    public int vocabularySize() {
        return model.vocabSize();
    }

    @Override
    public SegmentedText tokens(String text, Optional<String> pair) {
        return tokenizer.encodeSegments(text, pair);
    }
}
