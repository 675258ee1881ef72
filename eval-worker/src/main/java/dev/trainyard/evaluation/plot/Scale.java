package dev.trainyard.evaluation.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** An axis from {@code low} to {@code high}. */
record Scale(double low, double high) {
    private static final int LONGEST = 7;

    /** One that holds these values with a little room; a single value stands in the middle. */
    static Scale around(double least, double most) {
        double room = most > least ? (most - least) * 0.04 : Math.max(1e-3, Math.abs(most) * 0.1);
        return new Scale(least == 0 ? 0 : least - room, most + room);
    }

    /** 0 at the low end, 1 at the high one. */
    double share(double value) {
        return (value - low) / (high - low);
    }

    /** The same for what is counted. */
    List<Double> wholeTicks(int wanted) {
        return ticks(wanted).stream().filter(tick -> tick == Math.rint(tick)).toList();
    }

    /** About so many round numbers: 1, 2 or 5 times a power of ten apart. */
    List<Double> ticks(int wanted) {
        double rough = (high - low) / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double apart = rough / power < 1.5
                ? power
                : rough / power < 3.5 ? 2 * power : rough / power < 7.5 ? 5 * power : 10 * power;
        List<Double> ticks = new ArrayList<>();
        for (double at = Math.ceil(low / apart) * apart; at <= high; at += apart) {
            ticks.add(at);
        }
        return ticks;
    }

    static String shown(double tick) {
        BigDecimal rounded = new BigDecimal(tick).round(new MathContext(6)).stripTrailingZeros();
        String plain = Math.abs(tick) < 1e-12 ? "0" : rounded.toPlainString();
        return plain.length() <= LONGEST ? plain : scientific(rounded);
    }

    private static String scientific(BigDecimal number) {
        int power = number.precision() - number.scale() - 1;
        return number.movePointLeft(power).stripTrailingZeros().toPlainString() + "e" + power;
    }
}
