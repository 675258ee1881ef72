package dev.trainyard;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;

/** The mean next-token loss over all labels that count, computed the plain way. */
public final class SupervisedLoss {
    private SupervisedLoss() {}

    public static Tensor mean(LanguageModel model, Tensor ids_BT, Tensor labels_BT) {
        long last = ids_BT.size(1) - 1;
        Tensor hidden = model.hidden(ids_BT).narrow(1, 0, last);
        Tensor targets = labels_BT.narrow(1, 1, last).reshape(-1);
        Tensor sum = Functions.crossEntropySum(model.logits(hidden.reshape(-1, hidden.size(2))), targets);
        return sum.div(targets.ne(Functions.IGNORED_LABEL).sum().item());
    }
}
