package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.TokenRow;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TextModel;
import dev.trainyard.train.ValidationScore;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/** Scores a loaded model row by row: how likely it finds the true tokens, and what it answers by itself. */
final class Scoring {
    private final ScoringOptions options;
    private final TextModel model;
    private final Likelihood likelihood;

    Scoring(ScoringOptions options, TextModel model) {
        this.options = options;
        this.model = model;
        this.likelihood = new Likelihood(model.model());
    }

    /** @param progress hears the number of rows done after each one */
    Scored run(EvaluationRows rows, LongConsumer progress) throws IOException {
        Tally tally = new Tally();
        for (long i = 0; i < rows.skipped(); i++) {
            tally.skippedRow();
        }
        try (PredictionFile predictions = new PredictionFile(options.predictions())) {
            for (EvaluationRows.Entry entry : rows.entries()) {
                tally.row(likelihood.of(entry.encoded()));
                entry.question().ifPresent(question -> predictions.add(ask(entry.encoded(), question, tally)));
                progress.accept(tally.rows());
            }
            predictions.finish();
        }
        return tally.result();
    }

    private Prediction ask(TokenRow row, Question question, Tally tally) {
        int room = model.contextTokens() - question.promptIds().length;
        int limit = Math.max(1, Math.min(options.maxNewTokens(), room));
        long begun = System.nanoTime();
        Generation answer = model.generate(question.promptIds(), SamplingConfig.greedy(limit), GenerationListener.NONE);
        long nanos = System.nanoTime() - begun;
        boolean correct = answer.text().strip().equals(question.expected().strip());
        String inputId = "row-" + row.origin().number();
        tally.answer(
                new Scored.Sample(inputId, question.input(), answer.text(), question.expected(), correct),
                answer,
                nanos);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("finish_reason", answer.finishReason().name().toLowerCase(Locale.ROOT));
        metadata.put("latency_ms", nanos / 1e6);
        metadata.put("correct", correct);
        metadata.put("prompt_tokens", answer.promptTokens());
        metadata.put("completion_tokens", answer.completionTokens());
        return new Prediction(
                options.modelId(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                inputId,
                question.input(),
                answer.text(),
                question.expected(),
                confidence(row, question, answer),
                metadata);
    }

    /** The answer's own tokens, scored after the prompt. */
    private double confidence(TokenRow row, Question question, Generation answer) {
        int prompt = question.promptIds().length;
        int[] ids = Arrays.copyOf(question.promptIds(), prompt + answer.completionTokens());
        for (int i = prompt; i < ids.length; i++) {
            ids[i] = answer.tokenIds().get(i - prompt);
        }
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, prompt, TokenRow.IGNORED);
        ValidationScore score = likelihood.of(new TokenRow(row.origin(), ids, labels, ids.length));
        return Math.exp(-score.loss());
    }
}
