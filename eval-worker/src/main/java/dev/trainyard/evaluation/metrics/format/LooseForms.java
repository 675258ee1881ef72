package dev.trainyard.evaluation.metrics.format;

import java.util.List;
import java.util.stream.Stream;

/**
 * What IFEval's loose score takes an answer for: models like to begin with "Sure:" and to end with a question. Source:
 * {@code lm_eval/tasks/ifeval/utils.py}, the eight forms.
 */
final class LooseForms {
    private LooseForms() {}

    static List<String> of(String answer) {
        List<String> lines = List.of(answer.split("\n", -1));
        String withoutFirst = joined(lines, 1, lines.size());
        String withoutLast = joined(lines, 0, lines.size() - 1);
        String withoutBoth = joined(lines, 1, lines.size() - 1);
        return Stream.of(answer, withoutFirst, withoutLast, withoutBoth)
                .flatMap(form -> Stream.of(form, form.replace("*", "")))
                .toList();
    }

    private static String joined(List<String> lines, int from, int to) {
        return from >= to ? "" : String.join("\n", lines.subList(from, to)).strip();
    }
}
