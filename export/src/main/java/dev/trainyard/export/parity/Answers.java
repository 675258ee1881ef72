package dev.trainyard.export.parity;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Tensor;

/** Gives scores to rows. Memory: to be closed. Not thread-safe. */
public interface Answers extends AutoCloseable {
    /**
     * The scores at each label of a row, in the scope of the caller.
     *
     * @return (labels, V), V the vocabulary or the classes
     */
    Tensor scores(Probe probe);

    @Override
    void close();

    /** The same answers, whose model stays open. */
    static Answers borrowed(Answers answers) {
        return new Answers() {
            @Override
            public Tensor scores(Probe probe) {
                return answers.scores(probe);
            }

            @Override
            public void close() {}
        };
    }

    /** Those of a language model, which is closed with them. */
    static Answers of(LanguageModel model) {
        model.mode().predict();
        return new Answers() {
            @Override
            public Tensor scores(Probe probe) {
                Sequences one = Sequences.rows(1, probe.ids().length);
                return model.logits(model.pass(Tensor.ofIds(probe.ids()), one).run());
            }

            @Override
            public void close() {
                model.close();
            }
        };
    }

    /** Those of a classifier, which is closed with them. */
    static Answers of(SequenceClassifier model) {
        model.mode().predict();
        return new Answers() {
            @Override
            public Tensor scores(Probe probe) {
                Sequences one = Sequences.rows(1, probe.ids().length);
                Tensor hidden_NC = model.pass(Tensor.ofIds(probe.ids()), Tensor.ofIds(probe.segments()), one)
                        .run();
                return model.head().scores(hidden_NC.narrow(0, model.head().position(probe.ids()), 1));
            }

            @Override
            public void close() {
                model.close();
            }
        };
    }
}
