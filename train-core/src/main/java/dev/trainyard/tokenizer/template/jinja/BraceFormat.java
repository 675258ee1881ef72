package dev.trainyard.tokenizer.template.jinja;

/** {@code "…{}…{0}…{name}".format(…)}, without format specifications. */
final class BraceFormat {
    private BraceFormat() {}

    static String format(String text, Arguments arguments) {
        StringBuilder out = new StringBuilder();
        int automatic = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if (c != '{' && c != '}') {
                out.append(c);
            } else if (doubled) {
                out.append(c);
                i++;
            } else {
                int end = text.indexOf('}', i);
                if (c == '}' || end < 0) {
                    throw new JinjaException(0, "format(): a single '%s' in the string".formatted(c));
                }
                String field = text.substring(i + 1, end);
                out.append(PythonPrint.str(value(field.isEmpty() ? String.valueOf(automatic++) : field, arguments)));
                i = end;
            }
        }
        return out.toString();
    }

    private static Object value(String field, Arguments arguments) {
        boolean numbered = field.matches("\\d{1,4}");
        boolean named = arguments.named().containsKey(field);
        if (!named
                && !(numbered
                        && Integer.parseInt(field) < arguments.positional().size())) {
            throw new JinjaException(0, "format(): there is no value for '{%s}'".formatted(field));
        }
        return arguments.get(numbered ? Integer.parseInt(field) : Integer.MAX_VALUE, field);
    }
}
