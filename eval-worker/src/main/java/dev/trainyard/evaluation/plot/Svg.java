package dev.trainyard.evaluation.plot;

import java.util.Locale;

/** An SVG document under construction; its colours follow the reader's choice of light or dark. */
final class Svg {
    /** About the width of a letter; no viewer is there to be asked. */
    static final double LETTER = 7.2;

    private static final double TITLE_LETTER = 8.8;

    /** Plain colours and no variables, which many viewers outside of browsers do not know. */
    private static final String STYLE = """
            <style>
            svg { font-family: system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; font-size: 12px; }
            .back { fill: #ffffff; } text { fill: #1f2328; } .muted { fill: #59636e; }
            .title { font-size: 14px; font-weight: 600; }
            .line { fill: none; stroke-width: 2; stroke-linejoin: round; } .grid { stroke: #d0d7de; }
            .first { stroke: #0969da; } .second { stroke: #bc4c00; }
            .first-fill { fill: #0969da; } .second-fill { fill: #bc4c00; }
            @media (prefers-color-scheme: dark) {
              .back { fill: #0d1117; } text { fill: #e6edf3; } .muted { fill: #9198a1; } .grid { stroke: #30363d; }
              .first { stroke: #4493f8; } .second { stroke: #f0883e; }
              .first-fill { fill: #4493f8; } .second-fill { fill: #f0883e; }
            }
            </style>
            """;

    private final StringBuilder document = new StringBuilder(4096);

    /** @param description for readers who do not see the plot */
    Svg(double width, double height, String title, String description) {
        document.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" role=\"img\">%n",
                number(width), number(height), number(width), number(height)));
        document.append("<title>").append(escaped(title)).append("</title>\n");
        document.append("<desc>").append(escaped(description)).append("</desc>\n");
        document.append(STYLE);
        document.append(
                format("<rect width=\"%s\" height=\"%s\" rx=\"6\" class=\"back\"/>%n", number(width), number(height)));
        text(16, 24, "title", "start", shortened(title, (int) ((width - 32) / TITLE_LETTER)));
    }

    Svg text(double x, double y, String style, String anchor, String text) {
        document.append(format(
                "<text x=\"%s\" y=\"%s\" class=\"%s\" text-anchor=\"%s\">%s</text>%n",
                number(x), number(y), style, anchor, escaped(text)));
        return this;
    }

    /** Text that runs downwards to the left, below a column. */
    Svg turned(double x, double y, String text) {
        document.append(format(
                "<text transform=\"translate(%s %s) rotate(-45)\" text-anchor=\"end\">%s</text>%n",
                number(x), number(y), escaped(text)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        document.append(format(
                "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>%n",
                number(x1), number(y1), number(x2), number(y2), style));
        return this;
    }

    Svg path(String steps, String style) {
        document.append(format("<path d=\"%s\" class=\"line %s\"/>%n", steps.strip(), style));
        return this;
    }

    Svg dot(double x, double y, String style) {
        document.append(format("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" class=\"%s\"/>%n", number(x), number(y), style));
        return this;
    }

    /** @param opacity 0 to 1 */
    Svg box(double x, double y, double width, double height, String style, double opacity) {
        document.append(format(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" class=\"%s\" fill-opacity=\"%s\"/>%n",
                number(x), number(y), number(width), number(height), style, number(opacity)));
        return this;
    }

    String document() {
        return document + "</svg>\n";
    }

    static String number(double value) {
        String text = format("%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    static String shortened(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }

    /** Text of users: neither markup nor signs that XML does not have. */
    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .filter(c -> c >= ' ' && c != 0xFFFE && c != 0xFFFF && !(c >= 0xD800 && c <= 0xDFFF))
                .forEach(safe::appendCodePoint);
        return safe.toString().replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values).replace("\r", "");
    }
}
