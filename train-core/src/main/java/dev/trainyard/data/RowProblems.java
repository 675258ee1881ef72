package dev.trainyard.data;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the rows of a data set: all of it is counted, the first of it is shown. Not thread-safe. */
public final class RowProblems {
    private static final int SHOWN = 20;

    private final List<String> first = new ArrayList<>();
    private long count;

    /** Adds what is wrong with something: a row or a whole file. */
    void add(Object origin, String message) {
        count++;
        if (first.size() < SHOWN) {
            first.add(origin + ": " + message);
        }
    }

    /** How many there are. */
    public long count() {
        return count;
    }

    /** The first ones, each with file and row. */
    public List<String> first() {
        return List.copyOf(first);
    }

    /** @throws TrainingFailure INVALID_DATA with the first problems, if there are any */
    public void throwIfAny() {
        if (count == 0) {
            return;
        }
        StringBuilder message =
                new StringBuilder("the data has %d %s:".formatted(count, count == 1 ? "problem" : "problems"));
        first.forEach(problem -> message.append("\n  ").append(problem));
        if (count > first.size()) {
            message.append("\n  … and %d more".formatted(count - first.size()));
        }
        throw new TrainingFailure(FailureCode.INVALID_DATA, message.toString());
    }
}
