package dev.trainyard.train;

import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.LabelNames;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.Labels;
import dev.trainyard.model.family.Classifiers;
import java.util.List;
import java.util.Optional;

/** Which classes a run's model tells: those of its base if that is a classifier, else the configured or the data's. */
final class ClassLabels {
    private final TrainConfig config;

    private ClassLabels(TrainConfig config) {
        this.config = config;
    }

    /** The classes of a model whose head is made anew. */
    static Labels ofNewHead(TrainConfig config) {
        return new ClassLabels(config).fresh();
    }

    /** The classes of the base model if that is a classifier, whose head is kept. */
    static Optional<Labels> ofBase(TrainConfig config) {
        Optional<Labels> base = config.model().base().flatMap(Classifiers::labels);
        base.ifPresent(labels -> new ClassLabels(config).requireSame(labels));
        return base;
    }

    private void requireSame(Labels base) {
        List<String> names = config.model().labels();
        int wanted = config.model().numLabels().orElse(names.isEmpty() ? base.size() : names.size());
        if (wanted != base.size() || (!names.isEmpty() && !names.equals(base.names()))) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "model.base has a head of the " + base.size() + " labels " + base.names() + ", but "
                            + (names.isEmpty() ? "model.num_labels is " + wanted : "model.labels are " + names)
                            + ": leave that out to go on with the base's labels, or give a base that is no classifier"
                            + " for a new head");
        }
    }

    private Labels fresh() {
        if (!config.model().labels().isEmpty()) {
            return new Labels(config.model().labels());
        }
        LabelNames found = LabelNames.of(
                config.data().files(),
                DataFormat.named(config.data().format()),
                new ColumnNames(config.data().columns()));
        int count = found.names().size();
        int wanted = config.model().numLabels().orElse(count);
        boolean numbered = found.equals(LabelNames.numbered(count));
        if (wanted < count || (wanted > count && !numbered)) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "model.num_labels is " + wanted + ", but the data has " + count + " labels: leave it out"
                            + (numbered ? "" : ", or name all classes in model.labels"));
        }
        return numbered ? Labels.numbered(wanted) : new Labels(found.names());
    }
}
