package dev.trainyard.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a data set calls the fields of its rows, where that is not what we call them.
 *
 * @param own the data set's name by ours, such as {@code question} by {@code text}
 */
public record ColumnNames(Map<String, String> own) {
    /** The names that can be given. */
    public static final List<String> KNOWN = List.of("text", "text_pair", "label", "prompt", "completion");

    /** All fields are called as we call them. */
    public static final ColumnNames USUAL = new ColumnNames(Map.of());

    public ColumnNames {
        own = Map.copyOf(own);
    }

    /** The row with our names. */
    ObjectNode usual(ObjectNode row) {
        if (own.isEmpty()) {
            return row;
        }
        ObjectNode renamed = row.deepCopy();
        own.forEach((ours, theirs) -> {
            if (!row.has(theirs)) {
                throw new InvalidRow("the row has the fields %s, expected %s, which is named for %s"
                        .formatted(RowParser.names(row), theirs, ours));
            }
            renamed.remove(theirs);
        });
        new TreeMap<>(own).forEach((ours, theirs) -> renamed.set(ours, row.get(theirs)));
        return renamed;
    }
}
