package dev.trainyard.tokenizer.template.jinja;

import java.util.List;
import java.util.Map;

/** Values as Python's {@code str} and {@code repr} print them. */
final class PythonPrint {
    private PythonPrint() {}

    /** What printing a value gives. */
    static String str(Object value) {
        return switch (value) {
            case String text -> text;
            case Values.Undefined undefined -> "";
            default -> repr(value);
        };
    }

    static String repr(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case Boolean truth -> truth ? "True" : "False";
            case Long number -> number.toString();
            case Double number -> floating(number);
            case List<?> items -> list(items);
            case Map<?, ?> map -> dict(map);
            case Values.Undefined undefined -> "Undefined";
            case Values.Namespace namespace -> "<Namespace " + dict(namespace.attributes()) + ">";
            case Function function -> "<function>";
            default -> "None";
        };
    }

    private static String list(List<?> items) {
        StringBuilder text = new StringBuilder("[");
        for (Object item : items) {
            text.append(text.length() > 1 ? ", " : "").append(repr(item));
        }
        return text.append(']').toString();
    }

    private static String dict(Map<?, ?> map) {
        StringBuilder text = new StringBuilder("{");
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(text.length() > 1 ? ", " : "")
                    .append(repr(entry.getKey()))
                    .append(": ")
                    .append(repr(entry.getValue()));
        }
        return text.append('}').toString();
    }

    /** Shortest digits that give the number back; an exponent from 1e16 on and below 1e-4. */
    static String floating(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(number);
        if (size != 0 && (size >= 1e16 || size < 1e-4)) {
            String[] parts = Double.toString(number).split("E", -1);
            int exponent = Integer.parseInt(parts[1]);
            String mantissa = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
            return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        String plain = new java.math.BigDecimal(Double.toString(number)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\');
                    }
                    if (c < 0x20 || c == 0x7f) {
                        out.append("\\x%02x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append(quote).toString();
    }
}
