package dev.trainyard.train;

import dev.trainyard.data.ClassRow;
import dev.trainyard.model.ClassificationHead;
import dev.trainyard.model.ForwardPass;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.nn.Sequences;
import java.util.Comparator;
import java.util.List;

/**
 * Rows as flat arrays without padding, longest first, with the tokens that stand for a row each.
 *
 * @param ids the tokens of all rows, row after row
 * @param segments the segment of each token
 * @param positions indices into {@code ids} of the tokens that the head looks at
 * @param labels the class of each row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClassificationBatch(Sequences sequences, int[] ids, int[] segments, int[] positions, int[] labels) {

    static ClassificationBatch of(List<ClassRow> rows, ClassificationHead head) {
        List<ClassRow> ordered = rows.stream()
                .sorted(Comparator.comparingInt(ClassRow::length).reversed())
                .toList();
        int tokens = ordered.stream().mapToInt(ClassRow::length).sum();
        ClassificationBatch batch = new ClassificationBatch(
                Sequences.ofLengths(ordered.stream().mapToInt(ClassRow::length).toArray()),
                new int[tokens],
                new int[tokens],
                new int[rows.size()],
                ordered.stream().mapToInt(ClassRow::label).toArray());
        batch.fill(ordered, head);
        return batch;
    }

    private void fill(List<ClassRow> rows, ClassificationHead head) {
        int start = 0;
        for (int i = 0; i < rows.size(); i++) {
            ClassRow row = rows.get(i);
            System.arraycopy(row.inputIds(), 0, ids, start, row.length());
            System.arraycopy(row.segments(), 0, segments, start, row.segments().length);
            positions[i] = start + head.position(row.inputIds());
            start += row.length();
        }
    }

    ForwardPass pass(SequenceClassifier model) {
        return model.pass(model.ids(ids), model.ids(segments), sequences);
    }
}
