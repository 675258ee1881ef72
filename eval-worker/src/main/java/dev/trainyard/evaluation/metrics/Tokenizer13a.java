package dev.trainyard.evaluation.metrics;

import java.util.List;
import java.util.regex.Pattern;

/** The tokens of mteval-v13a, as sacreBLEU's {@code tok:13a} makes them. */
final class Tokenizer13a {
    private static final Pattern SIGNS = Pattern.compile("([\\{-\\~\\[-\\` -\\&\\(-\\+\\:-\\@\\/])");
    private static final Pattern POINT_AFTER_NO_DIGIT = Pattern.compile("([^0-9])([.,])");
    private static final Pattern POINT_BEFORE_NO_DIGIT = Pattern.compile("([.,])([^0-9])");
    private static final Pattern DASH_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

    private Tokenizer13a() {}

    static List<String> tokens(String text) {
        String line = PythonSpace.stripEnd(text)
                .replace("<skipped>", "")
                .replace("-\n", "")
                .replace('\n', ' ')
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        line = SIGNS.matcher(" " + line + " ").replaceAll(" $1 ");
        line = POINT_AFTER_NO_DIGIT.matcher(line).replaceAll("$1 $2 ");
        line = POINT_BEFORE_NO_DIGIT.matcher(line).replaceAll(" $1 $2");
        line = DASH_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
        return PythonSpace.split(line);
    }
}
