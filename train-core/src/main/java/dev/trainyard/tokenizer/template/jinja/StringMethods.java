package dev.trainyard.tokenizer.template.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** The methods of Python's strings. */
final class StringMethods {
    private static final Set<String> NAMES = Set.of(
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "rsplit",
            "splitlines",
            "startswith",
            "endswith",
            "replace",
            "upper",
            "lower",
            "title",
            "capitalize",
            "find",
            "rfind",
            "index",
            "count",
            "join",
            "isdigit",
            "isalpha",
            "isalnum",
            "isspace",
            "isupper",
            "islower",
            "removeprefix",
            "removesuffix",
            "partition",
            "rpartition",
            "zfill",
            "ljust",
            "rjust",
            "format");

    private StringMethods() {}

    static Optional<Function> method(String text, String name) {
        return NAMES.contains(name) ? Optional.of(arguments -> call(text, name, arguments)) : Optional.empty();
    }

    static Object call(String text, String name, Arguments arguments) {
        return switch (name) {
            case "strip" -> PythonText.strip(text, arguments.text(0, "chars", ""), true, true);
            case "lstrip" -> PythonText.strip(text, arguments.text(0, "chars", ""), true, false);
            case "rstrip" -> PythonText.strip(text, arguments.text(0, "chars", ""), false, true);
            case "split" -> split(text, arguments, false);
            case "rsplit" -> split(text, arguments, true);
            case "splitlines" ->
                text.isEmpty() ? List.of() : new ArrayList<>(text.lines().toList());
            case "startswith" -> affixes(arguments).stream().anyMatch(text::startsWith);
            case "endswith" -> affixes(arguments).stream().anyMatch(text::endsWith);
            case "replace" -> replace(text, arguments);
            case "upper" -> upper(text);
            case "lower" -> lower(text);
            case "title" -> title(text);
            case "capitalize" -> capitalize(text);
            case "find" -> place(text, text.indexOf(Values.text(arguments.get(0, "sub"))));
            case "rfind" -> place(text, text.lastIndexOf(Values.text(arguments.get(0, "sub"))));
            case "index" -> index(text, Values.text(arguments.get(0, "sub")));
            case "count" -> count(text, Values.text(arguments.get(0, "sub")));
            case "join" -> join(text, arguments);
            case "partition" -> partition(text, Values.text(arguments.get(0, "sep")), false);
            case "rpartition" -> partition(text, Values.text(arguments.get(0, "sep")), true);
            case "removeprefix" -> withoutPrefix(text, Values.text(arguments.get(0, "prefix")));
            case "removesuffix" -> withoutSuffix(text, Values.text(arguments.get(0, "suffix")));
            case "zfill" -> zeros(text, arguments);
            case "ljust" -> text + padding(text, arguments);
            case "rjust" -> padding(text, arguments) + text;
            case "format" -> BraceFormat.format(text, arguments);
            default -> is(text, name);
        };
    }

    private static boolean is(String text, String name) {
        return switch (name) {
            case "isdigit" -> every(text, Character::isDigit);
            case "isalpha" -> every(text, Character::isLetter);
            case "isalnum" -> every(text, Character::isLetterOrDigit);
            case "isspace" -> every(text, PythonText::isSpace);
            case "isupper" -> upper(text).equals(text) && !lower(text).equals(text);
            case "islower" -> lower(text).equals(text) && !upper(text).equals(text);
            default -> throw new JinjaException(0, "strings have no method '%s'".formatted(name));
        };
    }

    private static boolean every(String text, IntPredicate condition) {
        return !text.isEmpty() && text.codePoints().allMatch(condition);
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int end = text.offsetByCodePoints(0, 1);
        return upper(text.substring(0, end)) + lower(text.substring(end));
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean within = false;
        for (int c : text.codePoints().toArray()) {
            out.appendCodePoint(within ? Character.toLowerCase(c) : Character.toTitleCase(c));
            within = Character.isLetter(c);
        }
        return out.toString();
    }

    private static List<String> affixes(Arguments arguments) {
        Object wanted = arguments.get(0, "prefix");
        return wanted instanceof List<?> several
                ? several.stream().map(Values::text).toList()
                : List.of(Values.text(wanted));
    }

    private static Object split(String text, Arguments arguments, boolean fromRight) {
        String separator = arguments.text(0, "sep", "");
        long limit = arguments.integer(1, "maxsplit", -1);
        long most = limit < 0 ? Long.MAX_VALUE : limit;
        if (arguments.find(0, "sep").filter(value -> value != Values.NONE).isEmpty()) {
            return words(text, most, fromRight);
        }
        if (separator.isEmpty()) {
            throw new JinjaException(0, "split() needs a separator that is not empty");
        }
        return fromRight ? splitRight(text, separator, most) : splitLeft(text, separator, most);
    }

    private static List<Object> splitLeft(String text, String separator, long most) {
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0 && parts.size() < most; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Object> splitRight(String text, String separator, long most) {
        List<Object> parts = new ArrayList<>();
        int to = text.length();
        int at = text.lastIndexOf(separator);
        while (at >= 0 && parts.size() < most) {
            parts.add(text.substring(at + separator.length(), to));
            to = at;
            at = to < separator.length() ? -1 : text.lastIndexOf(separator, to - separator.length());
        }
        parts.add(text.substring(0, to));
        Collections.reverse(parts);
        return parts;
    }

    /** Split at runs of white space, without empty parts. */
    private static List<Object> words(String text, long most, boolean fromRight) {
        List<Object> parts = new ArrayList<>();
        String rest = PythonText.strip(text, "", !fromRight, fromRight);
        while (!rest.isEmpty()) {
            if (parts.size() == most) {
                parts.add(rest);
                break;
            }
            int at = edgeOfWord(rest, fromRight);
            parts.add(fromRight ? rest.substring(at) : rest.substring(0, at));
            rest = PythonText.strip(fromRight ? rest.substring(0, at) : rest.substring(at), "", !fromRight, fromRight);
        }
        if (fromRight) {
            Collections.reverse(parts);
        }
        return parts;
    }

    private static int edgeOfWord(String text, boolean fromRight) {
        int at = fromRight ? text.length() : 0;
        while (fromRight
                ? at > 0 && !PythonText.isSpace(text.charAt(at - 1))
                : at < text.length() && !PythonText.isSpace(text.charAt(at))) {
            at += fromRight ? -1 : 1;
        }
        return at;
    }

    private static String replace(String text, Arguments arguments) {
        String old = PythonPrint.str(arguments.get(0, "old"));
        String replacement = PythonPrint.str(arguments.get(1, "new"));
        long most = arguments.integer(2, "count", -1);
        if (!old.isEmpty()) {
            double grown = text.length() + (double) text.length() / old.length() * replacement.length();
            Budget.length((long) grown, 0);
        }
        if (most < 0) {
            return text.replace(old, replacement);
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        int at = text.indexOf(old);
        for (long i = 0; i < most && at >= 0; i++) {
            out.append(text, from, at).append(replacement);
            from = at + old.length();
            at = text.indexOf(old, old.isEmpty() ? from + 1 : from);
        }
        return out.append(text, from, text.length()).toString();
    }

    private static long place(String text, int at) {
        return at < 0 ? -1 : text.codePointCount(0, at);
    }

    private static long index(String text, String wanted) {
        long at = place(text, text.indexOf(wanted));
        if (at < 0) {
            throw new JinjaException(0, "index(): %s is not in the string".formatted(PythonPrint.repr(wanted)));
        }
        return at;
    }

    private static long count(String text, String wanted) {
        if (wanted.isEmpty()) {
            return PythonText.length(text) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length())) {
            count++;
        }
        return count;
    }

    private static String join(String separator, Arguments arguments) {
        return String.join(
                separator,
                Values.items(arguments.get(0, "iterable")).stream()
                        .map(Values::text)
                        .toList());
    }

    private static List<Object> partition(String text, String separator, boolean fromRight) {
        int at = fromRight ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return fromRight ? List.of("", "", text) : List.of(text, "", "");
        }
        return List.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static String withoutPrefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String withoutSuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private static String zeros(String text, Arguments arguments) {
        String sign = text.startsWith("-") || text.startsWith("+") ? text.substring(0, 1) : "";
        int missing = missing(text, arguments);
        return sign + "0".repeat(missing) + text.substring(sign.length());
    }

    private static String padding(String text, Arguments arguments) {
        return arguments.text(1, "fillchar", " ").repeat(missing(text, arguments));
    }

    private static int missing(String text, Arguments arguments) {
        long width = Values.integer(arguments.get(0, "width"));
        return Math.clamp(width - PythonText.length(text), 0, 100_000);
    }
}
