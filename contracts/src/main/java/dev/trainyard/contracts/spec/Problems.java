package dev.trainyard.contracts.spec;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What was found wrong so far; reading goes on, so that a user sees everything at once. Not thread-safe. */
final class Problems {
    /** More than anyone reads; keeps the answer to a hostile document small. */
    private static final int MOST = 100;

    private final List<Problem> found = new ArrayList<>();

    void add(String field, String message) {
        if (found.size() < MOST) {
            found.add(new Problem(field, message));
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /** Whether something was already said about the field or a part of it. */
    boolean concern(String field) {
        return found.stream()
                .anyMatch(problem -> problem.field().equals(field)
                        || problem.field().startsWith(field + ".")
                        || problem.field().startsWith(field + "["));
    }

    /** The exception that carries all of them, with field paths as the user wrote them. */
    TrainyardException exception(UnaryOperator<String> asWritten) {
        return exception("the job spec", asWritten);
    }

    /** The same for another document than a job spec. */
    TrainyardException exception(String document, UnaryOperator<String> asWritten) {
        List<Problem> problems = found.stream()
                .map(problem -> new Problem(asWritten.apply(problem.field()), problem.message()))
                .toList();
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        String list = String.join("; ", problems.stream().map(Problem::toString).toList());
        return new TrainyardException(ErrorCode.INVALID_SPEC, document + " has " + count + ": " + list, problems);
    }
}
