package dev.trainyard.tokenizer.template.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Python's slices. */
final class Slices {
    private Slices() {}

    static List<Object> pick(List<Object> items, Optional<Long> from, Optional<Long> to, long step) {
        if (step == 0) {
            throw new JinjaException(0, "a slice cannot have step 0");
        }
        int size = items.size();
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1L;
        long start = from.map(f -> clamp(f, size, low, high)).orElse(step > 0 ? low : high);
        long end = to.map(t -> clamp(t, size, low, high)).orElse(step > 0 ? high : low);
        List<Object> picked = new ArrayList<>();
        for (long i = start; step > 0 ? i < end : i > end; i += step) {
            picked.add(items.get((int) i));
        }
        return picked;
    }

    private static long clamp(long index, int size, long low, long high) {
        return Math.clamp(index < 0 ? index + size : index, low, high);
    }

    static String join(List<Object> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        return text.toString();
    }
}
