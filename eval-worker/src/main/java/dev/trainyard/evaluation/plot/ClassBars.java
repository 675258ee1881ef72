package dev.trainyard.evaluation.plot;

import java.util.List;
import java.util.Locale;

/** The F1 of each class as a bar, with its rows: what a mean hides. */
public record ClassBars(List<Bar> bars) {
    private static final double LEFT = 150;
    private static final double LENGTH = 400;
    private static final double TOP = 56;
    private static final double STEP = 24;

    /**
     * One class.
     *
     * @param support rows of it
     */
    public record Bar(String label, double f1, double precision, double recall, long support) {}

    /** The plot. */
    public String svg(String title) {
        int longest = bars.stream().mapToInt(bar -> numbers(bar).length()).max().orElse(0);
        Svg svg = new Svg(LEFT + LENGTH + 24 + longest * Svg.LETTER, TOP + bars.size() * STEP + 24, title, described());
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = TOP + i * STEP;
            svg.text(LEFT - 8, y + 13, "", "end", Svg.shortened(bar.label(), 18));
            svg.box(LEFT, y, LENGTH, STEP - 6, "first-fill", 0.08);
            svg.box(LEFT, y, LENGTH * bar.f1(), STEP - 6, "first-fill", 0.75);
            svg.text(LEFT + LENGTH + 8, y + 13, "muted", "start", numbers(bar));
        }
        svg.text(LEFT, TOP - 10, "muted", "start", "F1 of each class");
        return svg.document();
    }

    private static String numbers(Bar bar) {
        return String.format(
                Locale.ROOT, "%.2f (P %.2f, R %.2f), %d rows", bar.f1(), bar.precision(), bar.recall(), bar.support());
    }

    private String described() {
        return "F1 of " + bars.size() + " classes";
    }
}
