package dev.trainyard.evaluation.metrics.format;

import java.util.List;
import java.util.function.Predicate;

/**
 * One instruction about the form of an answer.
 *
 * @param name what is asked for, for readers, such as {@code max_words 50}
 * @param rule whether a text follows it
 */
public record FormatCheck(String name, Predicate<String> rule) {
    /** Whether the answer as it is follows the instruction. An empty answer follows none. */
    public boolean strict(String answer) {
        return !answer.isBlank() && rule.test(answer);
    }

    /** Whether it does without its first line, its last, both or the asterisks of Markdown, as IFEval's loose score. */
    public boolean loose(String answer) {
        return LooseForms.of(answer).stream().anyMatch(this::strict);
    }

    /** Whether all hold, strictly. */
    public static boolean allStrict(List<FormatCheck> checks, String answer) {
        return checks.stream().allMatch(check -> check.strict(answer));
    }

    /** Whether all hold, each loosely. */
    public static boolean allLoose(List<FormatCheck> checks, String answer) {
        return checks.stream().allMatch(check -> check.loose(answer));
    }
}
