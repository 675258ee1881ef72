package dev.trainyard.evaluation.scoring;

import java.util.List;
import java.util.Map;

/** The result, as printed for the service; see there for the fields. */
record Scored(
        long rows,
        long skippedRows,
        Map<String, Double> metrics,
        Map<String, Double> inferenceTime,
        Map<String, Double> memoryUsage,
        Map<String, String> definitions,
        List<Sample> samples) {

    /** A row with what was expected and what the model said. */
    record Sample(String inputId, String input, String output, String expected, boolean correct) {}
}
