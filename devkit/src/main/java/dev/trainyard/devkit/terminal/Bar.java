package dev.trainyard.devkit.terminal;

import java.util.List;

/** Small drawings in a line of text. */
public final class Bar {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Bar() {}

    /** A bar of {@code width} columns, filled by {@code fraction} (0 to 1) with eighths of a column. */
    public static String of(double fraction, int width) {
        int eighths = (int) Math.round(Math.clamp(Double.isNaN(fraction) ? 0 : fraction, 0, 1) * width * 8);
        StringBuilder bar = new StringBuilder("█".repeat(eighths / 8));
        if (bar.length() < width) {
            bar.append(eighths % 8 == 0 ? '░' : EIGHTHS.charAt(eighths % 8));
        }
        return bar.append("░".repeat(width - bar.length())).toString();
    }

    /** The course of a value in at most {@code width} columns, each the mean of its part of the series. */
    public static String sparkline(List<Double> values, int width) {
        int columns = Math.min(width, values.size());
        double[] means = new double[columns];
        for (int i = 0; i < columns; i++) {
            int from = i * values.size() / columns;
            int to = (i + 1) * values.size() / columns;
            means[i] = values.subList(from, to).stream()
                    .mapToDouble(v -> v)
                    .average()
                    .orElse(0);
        }
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double mean : means) {
            least = Math.min(least, mean);
            greatest = Math.max(greatest, mean);
        }
        StringBuilder line = new StringBuilder();
        for (double mean : means) {
            double height = greatest > least ? (mean - least) / (greatest - least) : 0;
            line.append(LEVELS.charAt((int) Math.round(height * (LEVELS.length() - 1))));
        }
        return line.toString();
    }
}
