package dev.trainyard.evaluation.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Training loss against validation loss, over the steps of a run: where the second rises while the first falls, the model
 * learns its rows by heart.
 *
 * @param training by step
 * @param validation by step; may be empty
 */
public record LossCurve(List<Point> training, List<Point> validation) {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 360;
    private static final double LEFT = 64;
    private static final double RIGHT = WIDTH - 24;
    private static final double TOP = 64;
    private static final double BOTTOM = HEIGHT - 48;
    private static final int MOST_POINTS = 240;
    private static final int TICKS = 5;

    /** A loss in nats after a step. */
    public record Point(double step, double loss) {}

    /** The plot. Needs a point that is a number. */
    public String svg(String title) {
        List<Point> shown = thinned(training);
        List<Point> all = Stream.concat(shown.stream(), validation.stream()).toList();
        double lastStep = all.stream().mapToDouble(Point::step).max().orElse(1);
        Scale steps = Scale.around(0, lastStep);
        Scale losses = Scale.around(
                all.stream().mapToDouble(Point::loss).min().orElse(0),
                all.stream().mapToDouble(Point::loss).max().orElse(1));
        Svg svg = new Svg(WIDTH, HEIGHT, title, described());
        axes(svg, steps, losses);
        svg.path(path(shown, steps, losses), "first");
        if (shown.size() == 1) {
            shown.forEach(p -> svg.dot(x(p, steps), y(p.loss(), losses), "first-fill"));
        }
        if (!validation.isEmpty()) {
            svg.path(path(validation, steps, losses), "second");
            validation.forEach(p -> svg.dot(x(p, steps), y(p.loss(), losses), "second-fill"));
        }
        legend(svg, shown.size() < training.size());
        return svg.document();
    }

    private String described() {
        String last = training.isEmpty()
                ? "no training loss"
                : format("training ends at %.4f", training.getLast().loss());
        return validation.isEmpty()
                ? last + ", nothing was held out"
                : last + format(", validation at %.4f", validation.getLast().loss());
    }

    private void axes(Svg svg, Scale steps, Scale losses) {
        for (double tick : losses.ticks(TICKS)) {
            svg.line(LEFT, y(tick, losses), RIGHT, y(tick, losses), "grid");
            svg.text(LEFT - 8, y(tick, losses) + 4, "muted", "end", Scale.shown(tick));
        }
        for (double tick : steps.wholeTicks(TICKS)) {
            double x = LEFT + steps.share(tick) * (RIGHT - LEFT);
            svg.line(x, BOTTOM, x, BOTTOM + 4, "grid");
            svg.text(x, BOTTOM + 20, "muted", "middle", Scale.shown(tick));
        }
        svg.text((LEFT + RIGHT) / 2, HEIGHT - 10, "muted", "middle", "optimizer steps");
        svg.text(16, TOP - 16, "muted", "start", "loss (nats)");
    }

    private void legend(Svg svg, boolean averaged) {
        double left = RIGHT;
        if (!validation.isEmpty()) {
            left = entry(svg, left, "validation", "second") - 24;
        }
        entry(svg, left, averaged ? "training (means of steps)" : "training", "first");
    }

    /** A line with its name, ending at {@code right}; where it begins. */
    private static double entry(Svg svg, double right, String name, String style) {
        double line = right - name.length() * Svg.LETTER - 30;
        svg.line(line, 44, line + 24, 44, "line " + style);
        svg.text(line + 30, 48, "muted", "start", name);
        return line;
    }

    private static double x(Point point, Scale steps) {
        return LEFT + steps.share(point.step()) * (RIGHT - LEFT);
    }

    private static double y(double loss, Scale losses) {
        return BOTTOM - losses.share(loss) * (BOTTOM - TOP);
    }

    private static String path(List<Point> points, Scale steps, Scale losses) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : " L")
                    .append(Svg.number(x(point, steps)))
                    .append(' ')
                    .append(Svg.number(y(point.loss(), losses)));
        }
        return path.toString();
    }

    /** Neighbouring steps become their mean where there are more than can be told apart. */
    private static List<Point> thinned(List<Point> points) {
        int together = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<Point> thinned = new ArrayList<>();
        for (int from = 0; from < points.size(); from += Math.max(1, together)) {
            List<Point> few = points.subList(from, Math.min(points.size(), from + together));
            thinned.add(new Point(
                    few.stream().mapToDouble(Point::step).average().orElse(0),
                    few.stream().mapToDouble(Point::loss).average().orElse(0)));
        }
        return thinned;
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
