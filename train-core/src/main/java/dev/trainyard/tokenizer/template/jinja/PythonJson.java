package dev.trainyard.tokenizer.template.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values as Python's {@code json.dumps} writes them, which models have seen in training: blanks after commas and colons.
 *
 * @param indent blanks per level; empty for one line
 */
record PythonJson(
        Optional<Integer> indent, String itemSeparator, String keySeparator, boolean sortKeys, boolean ensureAscii) {

    /** The filter's arguments: ensure_ascii, indent, separators, sort_keys. */
    static PythonJson of(Arguments arguments) {
        Optional<Integer> indent = arguments
                .find(1, "indent")
                .filter(value -> value != Values.NONE)
                .map(value -> Math.toIntExact(Values.integer(value)));
        Optional<List<Object>> separators = arguments
                .find(2, "separators")
                .filter(value -> value != Values.NONE)
                .map(Values::items);
        return new PythonJson(
                indent,
                separators.map(pair -> Values.text(pair.get(0))).orElse(indent.isPresent() ? "," : ", "),
                separators.map(pair -> Values.text(pair.get(1))).orElse(": "),
                arguments.truth(3, "sort_keys", false),
                arguments.truth(0, "ensure_ascii", false));
    }

    String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, 0, out);
        return out.toString();
    }

    private void write(Object value, int level, StringBuilder out) {
        switch (value) {
            case String text -> string(text, out);
            case Boolean truth -> out.append(truth);
            case Long number -> out.append(number);
            case Double number -> out.append(floating(number));
            case List<?> items -> list(items, level, out);
            case Map<?, ?> map -> dict(map, level, out);
            default -> {
                if (value != Values.NONE) {
                    throw new JinjaException(0, "%s cannot be written as JSON".formatted(Values.typeName(value)));
                }
                out.append("null");
            }
        }
    }

    private static String floating(double number) {
        return switch (PythonPrint.floating(number)) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            case String text -> text;
        };
    }

    private void list(List<?> items, int level, StringBuilder out) {
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            next(first, level + 1, out);
            write(item, level + 1, out);
            first = false;
        }
        close(first, level, ']', out);
    }

    private void dict(Map<?, ?> map, int level, StringBuilder out) {
        Map<?, ?> entries = sortKeys ? sorted(map) : map;
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            next(first, level + 1, out);
            string(key(entry.getKey()), out);
            out.append(keySeparator);
            write(entry.getValue(), level + 1, out);
            first = false;
        }
        close(first, level, '}', out);
    }

    private static Map<Object, Object> sorted(Map<?, ?> map) {
        Map<Object, Object> sorted = new TreeMap<>(Values::compare);
        sorted.putAll(map);
        return sorted;
    }

    private static String key(Object key) {
        return switch (key) {
            case String text -> text;
            case Boolean truth -> truth.toString();
            default -> key == Values.NONE ? "null" : PythonPrint.str(key);
        };
    }

    private void next(boolean first, int level, StringBuilder out) {
        if (!first) {
            out.append(itemSeparator);
        }
        newLine(level, out);
    }

    private void close(boolean empty, int level, char bracket, StringBuilder out) {
        if (!empty) {
            newLine(level, out);
        }
        out.append(bracket);
    }

    private void newLine(int level, StringBuilder out) {
        indent.ifPresent(width -> out.append('\n').repeat(' ', width * level));
    }

    private void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || ensureAscii && c > 0x7e) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
