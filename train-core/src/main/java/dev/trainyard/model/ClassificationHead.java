package dev.trainyard.model;

import dev.trainyard.tensor.Tensor;

/** What stands on a model to tell classes: it looks at the hidden state of one token of each sequence. */
public interface ClassificationHead {
    /** The index, within a sequence of these tokens, of the one that stands for the whole. */
    int position(int[] ids);

    /**
     * The scores of every label, before a softmax.
     *
     * @param hidden_BC hidden states of those tokens, one of each sequence
     * @return (B, labels)
     */
    Tensor scores(Tensor hidden_BC);
}
