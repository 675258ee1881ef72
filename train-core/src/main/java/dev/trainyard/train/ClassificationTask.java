package dev.trainyard.train;

import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.data.ClassRow;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.data.LabelNames;
import dev.trainyard.data.LabelledEncoder;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** To give a text one of several labels. */
record ClassificationTask(SequenceClassifier model) implements TrainingTask {
    /** Classes that are told with their rows; of more only the smallest and the largest. */
    private static final int TOLD = 12;

    @Override
    public String peftName() {
        return PeftAdapter.SEQUENCE_CLASSIFICATION;
    }

    @Override
    public Objective objective(boolean recompute) {
        return new ClassificationLoss(model, recompute);
    }

    @Override
    public Dataset read(List<Path> files, RowSettings settings) {
        LabelNames labels = new LabelNames(model.labels().names());
        return new LabelledEncoder(settings.tokenizer(), labels, model.config().vocabSize(), settings.maxLength())
                .read(files, settings.format(), settings.columns());
    }

    /** Ids of labels are by their order. */
    @Override
    public String encoding() {
        return "classes "
                + model.labels().names().stream()
                        .map(name -> name.length() + ":" + name)
                        .toList();
    }

    @Override
    public long scored() {
        return model.labels().size();
    }

    @Override
    public String describe(Dataset rows) {
        int classes = model.labels().size();
        long[] counts = new long[classes];
        rows.rowsOf(ClassRow.class).forEach(row -> counts[row.label()]++);
        String told = classes <= TOLD
                ? IntStream.range(0, classes)
                        .mapToObj(id -> model.labels().name(id) + " " + counts[id])
                        .collect(Collectors.joining(", "))
                : extremes(counts);
        return rows.rows().size() + " rows of " + classes + " classes (" + told + ")";
    }

    private String extremes(long[] counts) {
        int least = 0;
        int most = 0;
        for (int id = 1; id < counts.length; id++) {
            least = counts[id] < counts[least] ? id : least;
            most = counts[id] > counts[most] ? id : most;
        }
        return "from " + model.labels().name(least) + " " + counts[least] + " to "
                + model.labels().name(most) + " " + counts[most];
    }

    @Override
    public float[] scores(Example row) {
        model.mode().predict();
        return ClassificationScores.of(model, (ClassRow) row);
    }

    @Override
    public ClassificationTask reload(Path folder, Device device) {
        return new ClassificationTask(Classifiers.load(folder, LayerDecorator.NONE, Placement.passing(device)));
    }

    @Override
    public void report(Score score, Path output) {
        if (score instanceof ClassificationScore classes) {
            ClassificationReport.write(output.resolve(ClassificationReport.FILE), model.labels(), classes);
        }
    }
}
