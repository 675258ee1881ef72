package dev.trainyard.deploy.server;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.TextClassifier;
import dev.trainyard.generate.TextEmbedder;
import dev.trainyard.tensor.Device;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A classifier's folder: tells labels, and what is below its head embeds. */
final class LoadedClassifier implements ServedModel, TextReader {
    private final TextClassifier model;
    private final Tokenizer tokenizer;

    private LoadedClassifier(TextClassifier model, Tokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /** Errors: {@link TrainingFailure} INVALID_MODEL where the folder cannot be served. */
    static LoadedClassifier load(Path folder) {
        TextClassifier model = TextClassifier.load(folder, Device.chosen(System.getenv()));
        return model.tokenizer()
                .map(tokenizer -> new LoadedClassifier(model, tokenizer))
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        folder + " has no " + Tokenizer.FILE
                                + ", so no text can be classified: add the file to the model's folder"));
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
        Embedding vectors =
                new Embedding(model.model().config().width(), text -> TextEmbedder.mean(model.model(), text.ids()));
        Map<String, RequestHandler> routes = new LinkedHashMap<>();
        routes.put(Routes.CLASSIFY, new TextRequests(desk, this, labels));
        routes.put(Routes.EMBEDDINGS, new TextRequests(desk, this, vectors));
        return routes;
    }

    @Override
    public WarmUp.Sample sample(String servedName) {
        return WarmUp.Sample.reading(Routes.CLASSIFY, servedName, this);
    }

    @Override
    public int contextLength() {
        return model.model().config().maxPositionEmbeddings();
    }

    @Override
    public int vocabularySize() {
        return model.model().config().vocabSize();
    }

    @Override
    public SegmentedText tokens(String text, Optional<String> pair) {
        return tokenizer.encodeSegments(text, pair);
    }
}
