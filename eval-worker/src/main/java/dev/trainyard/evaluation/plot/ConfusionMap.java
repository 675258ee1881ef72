package dev.trainyard.evaluation.plot;

import java.util.List;

/**
 * A confusion matrix as a heat map: a row for each class expected, a column for each class answered, the darker the
 * greater the share of the row.
 *
 * @param counts by class expected, then answered
 */
public record ConfusionMap(List<String> labels, List<List<Long>> counts) {
    private static final int LONGEST_LABEL = 18;
    private static final int MOST_NUMBERED = 24;
    private static final double LEFT = 150;
    private static final double TOP = 64;

    /** Labels below the columns are turned by 45 degrees, and must not lie on each other. */
    private static final double NARROWEST = 17;

    private static final double WIDEST = 56;
    private static final double STRONGEST = 0.62;

    /** The plot. */
    public String svg(String title) {
        int classes = labels.size();
        double cell = Math.max(Math.clamp(560.0 / classes, NARROWEST, WIDEST), numbers());
        double right = LEFT + classes * cell;
        double bottom = TOP + classes * cell;
        Svg svg = new Svg(Math.max(right + 24, 420), bottom + 110, title, described());
        svg.text(16, 44, "muted", "start", "rows: expected; columns: answered; shade: share of the row");
        for (int row = 0; row < classes; row++) {
            double y = TOP + row * cell;
            svg.text(LEFT - 8, y + cell / 2 + 4, "", "end", Svg.shortened(labels.get(row), LONGEST_LABEL));
            long rows = counts.get(row).stream().mapToLong(Long::longValue).sum();
            for (int column = 0; column < classes; column++) {
                cell(svg, LEFT + column * cell, y, cell, counts.get(row).get(column), rows);
            }
        }
        for (int column = 0; column < classes; column++) {
            svg.turned(LEFT + (column + 0.5) * cell, bottom + 14, Svg.shortened(labels.get(column), LONGEST_LABEL));
        }
        return svg.document();
    }

    /** Room that the greatest count needs, where counts are shown. */
    private double numbers() {
        long greatest = counts.stream()
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return labels.size() > MOST_NUMBERED ? 0 : Long.toString(greatest).length() * Svg.LETTER + 6;
    }

    private void cell(Svg svg, double x, double y, double size, long count, long rows) {
        double share = rows == 0 ? 0 : (double) count / rows;
        svg.box(x, y, size - 1, size - 1, "first-fill", 0.05 + share * (STRONGEST - 0.05));
        if (labels.size() <= MOST_NUMBERED && count > 0) {
            svg.text(x + size / 2, y + size / 2 + 4, "", "middle", Long.toString(count));
        }
    }

    private String described() {
        long right = 0;
        long all = 0;
        for (int row = 0; row < counts.size(); row++) {
            right += counts.get(row).get(row);
            all += counts.get(row).stream().mapToLong(Long::longValue).sum();
        }
        return right + " of " + all + " rows got their class";
    }
}
