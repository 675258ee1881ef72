package dev.trainyard.tokenizer.template.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Python's {@code strftime}. */
final class TimeFormat {
    private TimeFormat() {}

    static String format(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) == '%' && i + 1 < format.length()) {
                boolean unpadded = format.charAt(i + 1) == '-' && i + 2 < format.length();
                i += unpadded ? 2 : 1;
                String part = part(format.charAt(i), time);
                out.append(unpadded && part.length() > 1 && part.startsWith("0") ? part.substring(1) : part);
            } else {
                out.append(format.charAt(i));
            }
        }
        return out.toString();
    }

    private static String part(char directive, ZonedDateTime time) {
        String pattern = switch (directive) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'Z' -> "zzz";
            case 'z' -> "xx";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'D' -> "MM/dd/yy";
            case 'f' -> "SSSSSS";
            case '%' -> "'%'";
            default ->
                throw new JinjaException(0, "strftime_now does not know the directive %%%s".formatted(directive));
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
}
