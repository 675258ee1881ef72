package dev.trainyard.tokenizer.template.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every chat template can call. */
final class Globals {
    private static final int LONGEST_RANGE = 100_000;

    private Globals() {}

    static Scope scope(Clock clock) {
        Scope scope = new Scope(null);
        scope.set("raise_exception", (Function) arguments -> {
            throw JinjaException.raised(0, PythonPrint.str(arguments.get(0, "message")));
        });
        scope.set("strftime_now", (Function)
                arguments -> TimeFormat.format(Values.text(arguments.get(0, "format")), ZonedDateTime.now(clock)));
        scope.set("range", (Function) Globals::range);
        scope.set("namespace", (Function) arguments -> new Values.Namespace(dict(arguments)));
        scope.set("dict", (Function) arguments -> new LinkedHashMap<Object, Object>(dict(arguments)));
        return scope;
    }

    private static Map<String, Object> dict(Arguments arguments) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (Object given : arguments.positional()) {
            if (given instanceof Map<?, ?> map) {
                map.forEach((key, value) -> attributes.put(PythonPrint.str(key), value));
            }
        }
        attributes.putAll(arguments.named());
        return attributes;
    }

    private static List<Object> range(Arguments arguments) {
        boolean bounded = arguments.positional().size() > 1;
        long start = bounded ? arguments.integer(0, "start", 0) : 0;
        long stop = Values.integer(arguments.get(bounded ? 1 : 0, "stop"));
        long step = arguments.integer(2, "step", 1);
        if (step == 0) {
            throw new JinjaException(0, "range() cannot have step 0");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            if (numbers.size() == LONGEST_RANGE) {
                throw new JinjaException(0, "range() is limited to %d numbers".formatted(LONGEST_RANGE));
            }
            numbers.add(i);
        }
        return numbers;
    }
}
