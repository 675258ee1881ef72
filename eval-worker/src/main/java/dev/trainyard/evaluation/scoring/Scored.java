package dev.trainyard.evaluation.scoring;

import java.util.List;
import java.util.Map;

/** The result, as printed for the service; see there for the fields. */
record Scored(
        long rows,
        long skippedRows,
        Map<String, Double> metrics,
        Map<String, Long> metricRows,
        Map<String, String> notApplicable,
        Map<String, Double> inferenceTime,
        Map<String, Double> memoryUsage,
        Map<String, String> definitions,
        List<Sample> samples,
        List<Sample> worst,
        List<ClassScore> classes,
        List<List<Long>> confusionMatrix) {

    /** One class of a classifier; the matrix counts rows by class expected, then answered, in the classes' order. */
    record ClassScore(String label, double precision, double recall, double f1Score, long support) {}

    /**
     * A row with what was expected and what the model said.
     *
     * @param expected empty where the row has no reference
     * @param notes what is wrong with the answer
     */
    record Sample(String inputId, String input, String output, String expected, boolean correct, List<String> notes) {}
}
