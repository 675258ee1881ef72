package dev.trainyard.data;

import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The classes of a data set in the order of their ids: sorted names, or numbers from 0 to the largest.
 *
 * @param names by id
 */
public record LabelNames(List<String> names) {
    private static final int MOST = 100_000;
    private static final int SHOWN = 10;

    public LabelNames {
        names = List.copyOf(names);
    }

    /** Classes without names, as transformers calls them. */
    public static LabelNames numbered(int count) {
        return new LabelNames(
                IntStream.range(0, count).mapToObj(id -> "LABEL_" + id).toList());
    }

    /**
     * The classes of all rows of some files.
     *
     * @throws TrainingFailure INVALID_DATA with every problem of the rows, or if names and numbers are mixed
     */
    public static LabelNames of(List<Path> files, DataFormat format, ColumnNames columns) {
        RowProblems problems = new RowProblems();
        Map<Label, RowOrigin> first =
                new TreeMap<>(Comparator.comparing(Label::text).thenComparing(Label::number));
        LabelledRowReader.read(files, format, columns, problems, row -> first.putIfAbsent(row.label(), row.origin()));
        if (first.isEmpty() && problems.count() == 0) {
            problems.add(files, "there is no row in it");
        }
        List<Label> numbers = first.keySet().stream().filter(Label::number).toList();
        List<Label> texts =
                first.keySet().stream().filter(label -> !label.number()).toList();
        if (!numbers.isEmpty() && !texts.isEmpty()) {
            problems.add(
                    origin(first, texts.getFirst()),
                    "label is %s, but %s has %s: label all rows by name, or all by number"
                            .formatted(texts.getFirst(), origin(first, numbers.getFirst()), numbers.getFirst()));
        }
        int count = numbers.stream()
                .mapToInt(label -> checked(label, first, problems) + 1)
                .max()
                .orElse(0);
        problems.throwIfAny();
        return texts.isEmpty()
                ? numbered(count)
                : new LabelNames(texts.stream().map(Label::text).toList());
    }

    private static RowOrigin origin(Map<Label, RowOrigin> first, Label label) {
        return Objects.requireNonNull(first.get(label));
    }

    private static int checked(Label label, Map<Label, RowOrigin> first, RowProblems problems) {
        int id = Integer.parseInt(label.text());
        if (id < 0 || id >= MOST) {
            problems.add(
                    origin(first, label),
                    "label is %d, expected the number of a class, from 0 to %d".formatted(id, MOST - 1));
            return 0;
        }
        return id;
    }

    /**
     * The id of a class.
     *
     * @throws InvalidRow if there is no such class
     */
    int id(Label label) {
        int named = names.indexOf(label.text());
        if (named >= 0) {
            return named;
        }
        int id = label.number() || names.equals(numbered(names.size()).names) ? number(label.text()) : -1;
        if (id < 0 || id >= names.size()) {
            throw new InvalidRow("label is %s, which is no class of the model: it has %s".formatted(label, shown()));
        }
        return id;
    }

    /** A file of texts alone, such as CSV, does not tell numbers from names. */
    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    private String shown() {
        List<String> shown = new ArrayList<>(names.subList(0, Math.min(SHOWN, names.size())));
        if (names.size() > SHOWN) {
            shown.add("… " + names.size() + " in all");
        }
        return String.join(", ", shown);
    }
}
