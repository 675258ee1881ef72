package dev.trainyard.tokenizer.template.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variable {@code loop} of a for loop. */
final class Loop {
    private Loop() {}

    static Map<String, Object> at(int index, List<Object> items, int depth) {
        int size = items.size();
        Map<String, Object> loop = new LinkedHashMap<>();
        loop.put("index", index + 1L);
        loop.put("index0", (long) index);
        loop.put("revindex", (long) size - index);
        loop.put("revindex0", size - index - 1L);
        loop.put("first", index == 0);
        loop.put("last", index == size - 1);
        loop.put("length", (long) size);
        loop.put("depth", depth + 1L);
        loop.put("depth0", (long) depth);
        loop.put("previtem", index > 0 ? items.get(index - 1) : new Values.Undefined("the item before the first"));
        loop.put("nextitem", index < size - 1 ? items.get(index + 1) : new Values.Undefined("the item after the last"));
        loop.put("cycle", (Function) arguments -> arguments
                .positional()
                .get(Math.floorMod(index, Math.max(1, arguments.positional().size()))));
        return loop;
    }
}
