package dev.trainyard.evaluation.scoring;

import dev.trainyard.evaluation.metrics.Bleu;
import dev.trainyard.evaluation.metrics.Refusals;
import dev.trainyard.evaluation.metrics.Rouge;
import dev.trainyard.evaluation.metrics.format.FormatCheck;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.TextMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scores what a model answered, whatever gave the answer. */
record AnswerScores(RowScores scores, Refusals refusals) {
    /**
     * What a row's answer got.
     *
     * @param metrics by name, each 0 to 1 but BLEU, which a single row has none of
     * @param notes what is wrong with it, for readers
     */
    record Judgement(Map<String, Double> metrics, List<String> notes) {
        /** The mean of the metrics; empty where there are none. */
        Optional<Double> quality() {
            return metrics.isEmpty()
                    ? Optional.empty()
                    : Optional.of(metrics.values().stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(0));
        }
    }

    /** Judges the answer and adds what it counts to the scores. */
    Judgement judge(long row, String answer, Optional<String> reference, Expectations expected) {
        Judgement judgement = new Judgement(new LinkedHashMap<>(), new ArrayList<>());
        reference.ifPresent(text -> compare(row, answer, text, judgement));
        expected.keyPoints().ifPresent(points -> {
            List<String> missing = points.missing(answer);
            double covered = points.count() - missing.size();
            scores.add(TextMetrics.KEY_POINTS, row, covered / points.count(), 1, covered, points.count());
            judgement.metrics.put("key_point_coverage", covered / points.count());
            missing.forEach(point -> judgement.notes.add("not mentioned: " + point));
        });
        if (!expected.format().isEmpty()) {
            format(row, answer, expected.format(), judgement);
        }
        expected.refusal().ifPresent(should -> refusal(row, answer, should, judgement));
        return judgement;
    }

    private void compare(long row, String answer, String reference, Judgement judgement) {
        double exact = answer.strip().equals(reference.strip()) ? 1 : 0;
        double rouge = Rouge.l(answer, reference).f1();
        scores.add(TextMetrics.EXACT_MATCH, row, exact, 1);
        scores.add(TextMetrics.BLEU, row, Bleu.statistics(answer, reference));
        scores.add(TextMetrics.ROUGE, row, rouge, Rouge.lsum(answer, reference).f1(), 1);
        judgement.metrics.put("exact_match", exact);
        judgement.metrics.put("rouge_l", rouge);
    }

    private void format(long row, String answer, List<FormatCheck> checks, Judgement judgement) {
        List<FormatCheck> broken =
                checks.stream().filter(check -> !check.strict(answer)).toList();
        long loose = checks.stream().filter(check -> check.loose(answer)).count();
        boolean allLoose = loose == checks.size();
        scores.add(
                TextMetrics.FORMAT,
                row,
                broken.isEmpty() ? 1 : 0,
                allLoose ? 1 : 0,
                1,
                checks.size() - broken.size(),
                loose,
                checks.size());
        judgement.metrics.put("format_compliance", broken.isEmpty() ? 1.0 : 0.0);
        broken.forEach(check -> judgement.notes.add("format not followed: " + check.name()));
    }

    private void refusal(long row, String answer, boolean should, Judgement judgement) {
        boolean did = refusals.refuses(answer);
        boolean right = did == should && !answer.isBlank();
        scores.add(
                TextMetrics.REFUSAL,
                row,
                right ? 1 : 0,
                did && should ? 1 : 0,
                should ? 1 : 0,
                did && !should ? 1 : 0,
                should ? 0 : 1);
        judgement.metrics.put("refusal_accuracy", right ? 1.0 : 0.0);
        if (!right) {
            judgement.notes.add(did ? "refused, but should answer" : should ? "should refuse" : "no answer");
        }
    }
}
