package dev.trainyard.tokenizer.template.jinja;

import java.util.ArrayList;
import java.util.List;

/** The operators that compute. */
final class Arithmetic {
    private static final long LONGEST_LIST = 100_000;

    private Arithmetic() {}

    static Object apply(String operator, Object left, Object right) {
        if (operator.equals("+") && left instanceof String a && right instanceof String b) {
            return a.concat(b);
        }
        if (operator.equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
            return concat(a, b);
        }
        if (operator.equals("*") && right instanceof Long times && left instanceof String text) {
            return repeat(text, times);
        }
        if (operator.equals("*") && left instanceof Long times && right instanceof String text) {
            return repeat(text, times);
        }
        if (!Values.isNumber(left) || !Values.isNumber(right)) {
            throw new JinjaException(
                    0,
                    "'%s' has no meaning between %s and %s"
                            .formatted(operator, Values.typeName(left), Values.typeName(right)));
        }
        try {
            return left instanceof Double || right instanceof Double || operator.equals("/")
                    ? floating(operator, Values.number(left), Values.number(right))
                    : whole(operator, Values.integer(left), Values.integer(right));
        } catch (ArithmeticException e) {
            throw new JinjaException(0, "%s %s %s: %s".formatted(left, operator, right, e.getMessage()));
        }
    }

    private static List<Object> concat(List<?> a, List<?> b) {
        if (a.size() + (long) b.size() > LONGEST_LIST) {
            throw new JinjaException(0, "the template makes a list of more than %d items".formatted(LONGEST_LIST));
        }
        List<Object> joined = new ArrayList<>(a);
        joined.addAll(b);
        return joined;
    }

    private static String repeat(String text, long times) {
        Budget.length(Math.max(0, times) * (double) text.length() > Integer.MAX_VALUE ? Long.MAX_VALUE : 0, 0);
        return text.repeat((int) Math.max(0, times));
    }

    private static Object whole(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            default -> power(a, b);
        };
    }

    private static Object power(long a, long b) {
        double result = Math.pow(a, b);
        return b >= 0 && Math.abs(result) < 1L << 53 ? (Object) (long) result : (Object) result;
    }

    private static Object floating(String operator, double a, double b) {
        if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new ArithmeticException("division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            default -> Math.pow(a, b);
        };
    }
}
