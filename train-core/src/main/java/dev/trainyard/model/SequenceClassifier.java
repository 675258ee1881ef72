package dev.trainyard.model;

import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Tensor;

/**
 * A model that gives a sequence one of several labels: a body of any family with a head that tells classes.
 *
 * <p>Memory: owns its body; closing frees it. Not thread-safe.
 */
public final class SequenceClassifier implements Transformer {
    private final Transformer body;
    private final ClassificationHead head;
    private final ClassifierConfig config;

    /** A head on a body whose layers it shares. */
    public SequenceClassifier(Transformer body, ClassificationHead head, String architecture, Labels labels) {
        this.body = body;
        this.head = head;
        this.config = new ClassifierConfig(
                body.config(), architecture, labels, body.parameters().count());
    }

    /** Maps hidden states to scores. */
    public ClassificationHead head() {
        return head;
    }

    /** The classes. */
    public Labels labels() {
        return config.labels();
    }

    @Override
    public ClassifierConfig config() {
        return config;
    }

    @Override
    public Parameters parameters() {
        return body.parameters();
    }

    @Override
    public Mode mode() {
        return body.mode();
    }

    @Override
    public ForwardPass pass(Tensor ids_N, Sequences sequences) {
        return body.pass(ids_N, sequences);
    }

    @Override
    public ForwardPass pass(Tensor ids_N, Tensor segments_N, Sequences sequences) {
        return body.pass(ids_N, segments_N, sequences);
    }

    @Override
    public void close() {
        body.close();
    }
}
