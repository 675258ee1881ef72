package dev.trainyard.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code classification_report.json}: precision, recall and F1 of every class, and the confusion matrix. */
final class ClassificationReport {
    static final String FILE = "classification_report.json";

    private ClassificationReport() {}

    static void write(Path file, Labels labels, ClassificationScore score) {
        ObjectNode json = Json.object();
        score.metrics().forEach(json::put);
        ConfusionMatrix confusion = score.confusion();
        json.put("rows", confusion.rows());
        ArrayNode classes = json.putArray("classes");
        ArrayNode matrix = json.putArray("confusion_matrix");
        for (int label = 0; label < labels.size(); label++) {
            classes.addObject()
                    .put("label", labels.name(label))
                    .put("precision", confusion.precision(label))
                    .put("recall", confusion.recall(label))
                    .put("f1_score", confusion.f1(label))
                    .put("support", confusion.support(label));
            ArrayNode row = matrix.addArray();
            for (int predicted = 0; predicted < labels.size(); predicted++) {
                row.add(confusion.count(label, predicted));
            }
        }
        try {
            Files.writeString(file, json.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
