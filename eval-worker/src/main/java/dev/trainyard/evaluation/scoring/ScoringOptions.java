package dev.trainyard.evaluation.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line of the scoring process.
 *
 * @param model Hugging Face folder
 * @param modelId how predictions name the model
 * @param data file of rows
 * @param format {@code jsonl}, {@code json}, {@code csv}, {@code text} or {@code tokens}
 * @param predictions file to write, one line for each generated answer
 * @param maxLength tokens after which a row is cut
 * @param maxSamples rows scored at most
 * @param maxNewTokens tokens generated per row at most
 * @param columns the file's own names of fields by the usual ones
 * @param stride tokens between the beginnings of the windows a longer text is read in; 0 = it is cut
 * @param refusalPhrases signs of a refusal beside the known ones
 * @param rowScores file to write, with what every row counts
 */
record ScoringOptions(
        Path model,
        String modelId,
        Path data,
        String format,
        Path predictions,
        int maxLength,
        int maxSamples,
        int maxNewTokens,
        Map<String, String> columns,
        int stride,
        List<String> refusalPhrases,
        Path rowScores) {
    static final String USAGE = "usage: --model DIR --model-id NAME --data FILE --format jsonl|json|csv|text|tokens"
            + " --predictions FILE [--max-length 512] [--max-samples 200] [--max-new-tokens 64] [--columns text=question,label=intent]"
            + " [--stride 256] [--refusal-phrases '[\"…\"]'] [--row-scores FILE]";
    private static final Set<String> KNOWN = Set.of(
            "--model",
            "--model-id",
            "--data",
            "--format",
            "--predictions",
            "--max-length",
            "--max-samples",
            "--max-new-tokens",
            "--columns",
            "--stride",
            "--refusal-phrases",
            "--row-scores");

    /** Errors: {@link IllegalArgumentException} with a sentence for the user. */
    static ScoringOptions parse(String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!KNOWN.contains(arguments[i])) {
                throw new IllegalArgumentException("unknown option " + arguments[i] + "; " + USAGE);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option " + arguments[i] + " needs a value; " + USAGE);
            }
            values.put(arguments[i], arguments[i + 1]);
        }
        return new ScoringOptions(
                Path.of(required(values, "--model")),
                required(values, "--model-id"),
                Path.of(required(values, "--data")),
                required(values, "--format"),
                Path.of(required(values, "--predictions")),
                number(values, "--max-length", 512),
                number(values, "--max-samples", 200),
                number(values, "--max-new-tokens", 64),
                columns(values.getOrDefault("--columns", "")),
                values.containsKey("--stride") ? number(values, "--stride", 1) : 0,
                phrases(values.getOrDefault("--refusal-phrases", "[]")),
                Path.of(values.getOrDefault("--row-scores", required(values, "--predictions") + ".scores")));
    }

    private static List<String> phrases(String json) {
        try {
            return List.of(ScoringMain.JSON.readValue(json, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("--refusal-phrases must be a JSON list of texts, got " + json, e);
        }
    }

    private static Map<String, String> columns(String text) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String pair : text.split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                columns.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return columns;
    }

    private static String required(Map<String, String> values, String option) {
        String value = values.get(option);
        if (value == null) {
            throw new IllegalArgumentException("option " + option + " is missing; " + USAGE);
        }
        return value;
    }

    private static int number(Map<String, String> values, String option, int otherwise) {
        String text = values.get(option);
        try {
            int number = text == null ? otherwise : Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw new IllegalArgumentException(option + " must be a whole number from 1, got " + text);
    }
}
