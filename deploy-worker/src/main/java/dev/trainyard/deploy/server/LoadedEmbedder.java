package dev.trainyard.deploy.server;

import dev.trainyard.generate.TextEmbedder;
import dev.trainyard.model.Transformer;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The folder of a model that neither writes text nor tells labels, such as a bare BERT: it embeds. */
final class LoadedEmbedder implements ServedModel, TextReader {
    private final Transformer model;
    private final Tokenizer tokenizer;

    private LoadedEmbedder(Transformer model, Tokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /** Errors: {@link dev.trainyard.failure.TrainingFailure} INVALID_MODEL where the folder cannot be served. */
    static LoadedEmbedder load(Path folder) {
        Tokenizer tokenizer = Tokenizer.require(folder);
        return new LoadedEmbedder(Classifiers.body(folder), tokenizer);
    }

    @Override
    public String kind() {
        return "a model for embeddings";
    }

    @Override
    public int concurrency() {
        return 1;
    }

    @Override
    public Map<String, RequestHandler> routes(Desk desk) {
        Embedding vectors = new Embedding(model.config().width(), text -> TextEmbedder.mean(model, text.ids()));
        return Map.of(Routes.EMBEDDINGS, new TextRequests(desk, this, vectors));
    }

    @Override
    public WarmUp.Sample sample(String servedName) {
        return WarmUp.Sample.reading(Routes.EMBEDDINGS, servedName, this);
    }

    @Override
    public int contextLength() {
        return model.config().maxPositionEmbeddings();
    }

    @Override
    public int vocabularySize() {
        return model.config().vocabSize();
    }

    @Override
    public SegmentedText tokens(String text, Optional<String> pair) {
        return tokenizer.encodeSegments(text, pair);
    }
}
