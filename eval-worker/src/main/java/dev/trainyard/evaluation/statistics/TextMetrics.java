package dev.trainyard.evaluation.statistics;

import dev.trainyard.evaluation.metrics.Bleu;
import dev.trainyard.evaluation.metrics.Refusals;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** The metrics of language models, with the columns they are made of. */
public final class TextMetrics {
    /** Negative log-likelihood in nats, weight, supervised tokens, of these the likeliest ones. */
    public static final String LIKELIHOOD = "likelihood";
    /** Whether the answer is the reference, 1. */
    public static final String EXACT_MATCH = "exact_match";
    /** See {@link Bleu#statistics}. */
    public static final String BLEU = "bleu";
    /** F1 of rougeL, F1 of rougeLsum, 1. */
    public static final String ROUGE = "rouge";
    /** Share of the row's points, 1, points covered, points. */
    public static final String KEY_POINTS = "key_points";
    /** Whether all hold: strictly, loosely, 1; how many hold: strictly, loosely; how many there are. */
    public static final String FORMAT = "format";
    /** Whether it did right; refused and should; should; refused and should not; should not. */
    public static final String REFUSAL = "refusal";
    /** Milliseconds, generated tokens, 1. */
    public static final String ANSWER = "answer";

    /** All of them, in the order of reports. */
    public static final List<Metric> ALL = List.of(
            lower(
                    "loss",
                    LIKELIHOOD,
                    sums -> sums[0] / sums[1],
                    "mean negative log-likelihood over the supervised tokens of all rows, nats per token"),
            lower(
                    "perplexity",
                    LIKELIHOOD,
                    sums -> Math.exp(sums[0] / sums[1]),
                    "e to the loss, per token of the model's own tokenizer. A beginning-of-sequence token is read but not"
                            + " predicted, prompt tokens are not counted, an end-of-sequence or end-of-turn token that the"
                            + " row is trained with is"),
            higher(
                    "token_accuracy",
                    LIKELIHOOD,
                    sums -> sums[3] / sums[2],
                    "share of the supervised tokens that are the likeliest one after the true tokens before them"),
            rightOrWrong(
                    "exact_match",
                    EXACT_MATCH,
                    0,
                    sums -> sums[0] / sums[1],
                    "share of the answered rows whose greedy answer equals the reference, without surrounding white space"),
            higher(
                    "bleu",
                    BLEU,
                    Bleu::score,
                    "corpus BLEU of all answers, 0 to 100, as sacreBLEU: " + Bleu.SIGNATURE.replace("|", " ")),
            higher(
                    "rouge_l",
                    ROUGE,
                    sums -> sums[0] / sums[2],
                    "mean over the answers of the F1 of the longest common subsequence of tokens, 0 to 1, as Google's"
                            + " rouge_score rougeL without stemmer; only a to z and digits make tokens"),
            higher(
                    "rouge_lsum",
                    ROUGE,
                    sums -> sums[1] / sums[2],
                    "the same line by line (rougeLsum): each line of the texts is a sentence"),
            higher(
                    "key_point_coverage",
                    KEY_POINTS,
                    sums -> sums[0] / sums[1],
                    "mean over the rows with key_points of the share of them that the answer has, each as whole words"
                            + " without regard to case and punctuation"),
            higher(
                    "key_point_recall",
                    KEY_POINTS,
                    sums -> sums[2] / sums[3],
                    "share of all key points of all rows that the answers have"),
            rightOrWrong(
                    "format_compliance",
                    FORMAT,
                    0,
                    sums -> sums[0] / sums[2],
                    "share of the rows with a format whose answer follows all of it as it is (IFEval: prompt-level"
                            + " strict)"),
            rightOrWrong(
                    "format_compliance_loose",
                    FORMAT,
                    1,
                    sums -> sums[1] / sums[2],
                    "the same where an instruction may also hold without the answer's first line, last line or asterisks"
                            + " (IFEval: prompt-level loose)"),
            higher(
                    "instruction_compliance",
                    FORMAT,
                    sums -> sums[3] / sums[5],
                    "share of all format instructions of all rows that are followed (IFEval: instruction-level strict)"),
            higher(
                    "instruction_compliance_loose",
                    FORMAT,
                    sums -> sums[4] / sums[5],
                    "share of them that are followed loosely (IFEval: instruction-level loose)"),
            rightOrWrong(
                    "refusal_accuracy",
                    REFUSAL,
                    0,
                    sums -> sums[0] / (sums[2] + sums[4]),
                    "share of the rows with should_refuse whose answer refuses if it should and says something else if it"
                            + " should not; an answer refuses where its first " + Refusals.OPENING
                            + " characters have a known turn of refusal"),
            higher("refusal_recall", REFUSAL, sums -> sums[1] / sums[2], "share of the rows to be refused that were"),
            lower(
                    "over_refusal_rate",
                    REFUSAL,
                    sums -> sums[3] / sums[4],
                    "share of the rows to be answered that were refused"),
            higher(
                    "refusal_f1",
                    REFUSAL,
                    sums -> 2 * sums[1] / (sums[1] + sums[3] + sums[2]),
                    "harmonic mean of the precision and the recall of refusing"),
            lower(
                    "latency_ms",
                    ANSWER,
                    sums -> sums[0] / sums[2],
                    "mean time of one whole answer, one at a time, milliseconds"),
            higher(
                    "tokens_per_second",
                    ANSWER,
                    sums -> sums[1] / (sums[0] / 1000),
                    "generated tokens by the time of generating them, prompts included in the time"));

    private TextMetrics() {}

    private static Metric higher(String name, String column, ToDoubleFunction<double[]> value, String definition) {
        return new Metric(name, column, value, false, OptionalInt.empty(), definition);
    }

    private static Metric lower(String name, String column, ToDoubleFunction<double[]> value, String definition) {
        return new Metric(name, column, value, true, OptionalInt.empty(), definition);
    }

    private static Metric rightOrWrong(
            String name, String column, int hit, ToDoubleFunction<double[]> value, String definition) {
        return new Metric(name, column, value, false, OptionalInt.of(hit), definition);
    }
}
