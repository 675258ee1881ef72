package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.RowOrigin;
import dev.trainyard.data.TokenRow;
import dev.trainyard.evaluation.metrics.Refusals;
import dev.trainyard.evaluation.scoring.EvaluationRows.Entry;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.RowScoresFile;
import dev.trainyard.evaluation.statistics.TextMetrics;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TextModel;
import dev.trainyard.train.ValidationScore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/** Scores a loaded model row by row: how likely it finds the true tokens, and what it answers by itself. */
final class Scoring {
    private static final Path NO_FILE = Path.of("(prompt)");

    private final ScoringOptions options;
    private final TextModel model;
    private final Likelihood likelihood;
    private final RowScores scores = new RowScores(List.of());
    private final AnswerScores answers;
    private final Tally tally = new Tally(scores);

    Scoring(ScoringOptions options, TextModel model) {
        this.options = options;
        this.model = model;
        this.likelihood = new Likelihood(model.model());
        this.answers = new AnswerScores(scores, new Refusals(options.refusalPhrases()));
    }

    /** @param progress hears the number of rows done after each one */
    Scored run(EvaluationRows rows, LongConsumer progress) throws IOException {
        long done = 0;
        try (PredictionFile predictions = new PredictionFile(options.predictions())) {
            for (Entry entry : rows.entries()) {
                likelihood(entry);
                entry.question().ifPresent(question -> predictions.add(ask(entry, question)));
                progress.accept(++done);
            }
            predictions.finish();
        }
        RowScoresFile.write(scores, options.rowScores());
        return tally.result(done, rows.skipped(), definitions(), List.of(), List.of());
    }

    private Map<String, String> definitions() {
        return Definitions.of(Math.min(options.maxLength(), model.contextTokens()), options.stride());
    }

    private void likelihood(Entry entry) {
        ValidationScore sum = ValidationScore.EMPTY;
        for (TokenRow part : entry.parts()) {
            sum = sum.plus(likelihood.of(part));
        }
        if (!entry.parts().isEmpty()) {
            scores.add(
                    TextMetrics.LIKELIHOOD,
                    entry.number(),
                    sum.negativeLogLikelihood(),
                    sum.weight(),
                    sum.supervisedTokens(),
                    sum.correctTokens());
        }
    }

    private Prediction ask(Entry entry, Question question) {
        int room = model.contextTokens() - question.promptIds().length;
        int limit = Math.max(1, Math.min(options.maxNewTokens(), room));
        long begun = System.nanoTime();
        Generation answer = model.generate(question.promptIds(), SamplingConfig.greedy(limit), GenerationListener.NONE);
        double millis = (System.nanoTime() - begun) / 1e6;
        scores.add(TextMetrics.ANSWER, entry.number(), millis, answer.completionTokens(), 1);
        AnswerScores.Judgement judgement =
                answers.judge(entry.number(), answer.text(), question.expected(), entry.expectations());
        String inputId = "row-" + entry.number();
        boolean exact = judgement.metrics().getOrDefault("exact_match", 0.0) == 1;
        tally.answer(
                new Scored.Sample(
                        inputId,
                        question.input(),
                        answer.text(),
                        question.expected().orElse(""),
                        exact,
                        judgement.notes()),
                judgement.quality().orElse(1.0));
        return new Prediction(
                options.modelId(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                inputId,
                question.input(),
                answer.text(),
                question.expected().orElse(null),
                confidence(question, answer),
                metadata(question, answer, millis, judgement));
    }

    private static Map<String, Object> metadata(
            Question question, Generation answer, double millis, AnswerScores.Judgement judgement) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("finish_reason", answer.finishReason().name().toLowerCase(Locale.ROOT));
        metadata.put("latency_ms", millis);
        if (question.expected().isPresent()) {
            metadata.put("correct", judgement.metrics().getOrDefault("exact_match", 0.0) == 1);
        }
        metadata.put("prompt_tokens", answer.promptTokens());
        metadata.put("completion_tokens", answer.completionTokens());
        metadata.put("metrics", judgement.metrics());
        if (!judgement.notes().isEmpty()) {
            metadata.put("notes", judgement.notes());
        }
        return metadata;
    }

    /** The answer's own tokens, scored after the prompt; 1 of an answer without tokens. */
    private double confidence(Question question, Generation answer) {
        int prompt = question.promptIds().length;
        int[] ids = Arrays.copyOf(question.promptIds(), prompt + answer.completionTokens());
        for (int i = prompt; i < ids.length; i++) {
            ids[i] = answer.tokenIds().get(i - prompt);
        }
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, prompt, TokenRow.IGNORED);
        TokenRow row = new TokenRow(new RowOrigin(NO_FILE, 1), ids, labels, ids.length);
        return row.supervised() == 0 ? 1 : Math.exp(-likelihood.of(row).loss());
    }
}
