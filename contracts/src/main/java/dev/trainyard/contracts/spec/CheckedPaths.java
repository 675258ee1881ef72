package dev.trainyard.contracts.spec;

import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Resolves the paths of a spec and gathers what is wrong with them. Not thread-safe. */
final class CheckedPaths {
    private final BinaryOperator<String> resolution;
    private final Problems problems;
    private @Nullable TrainyardException unavailable;

    CheckedPaths(BinaryOperator<String> resolution, Problems problems) {
        this.resolution = resolution;
        this.problems = problems;
    }

    JobSpec resolve(JobSpec spec) {
        JobSpec resolved = spec.withResolvedPaths((field, path) -> resolve(field, path));
        return spec.model().fromRegistry()
                ? resolved.withBase(resolve("model.base", spec.model().base().orElseThrow()))
                : resolved;
    }

    private String resolve(String field, String path) {
        if (problems.concern(field)) {
            return path;
        }
        try {
            return resolution.apply(field, path);
        } catch (TrainyardException e) {
            if (e.code().kind() == ErrorKind.USER) {
                problems.add(field, String.valueOf(e.getMessage()));
            } else {
                unavailable = e;
            }
            return path;
        }
    }

    void throwIfUnavailable() {
        if (unavailable != null) {
            throw unavailable;
        }
    }
}
