package dev.trainyard.registry.domain;

import java.util.Set;
import java.util.regex.Pattern;

/** What models may be called: the same as jobs, since a job's name becomes its model's. */
public final class ModelName {
    static final String FORM = "[a-z0-9][a-z0-9._-]{0,95}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    /** Paths of the registry beside the models. */
    private static final Set<String> TAKEN = Set.of("resolve", "search", "compare");

    private ModelName() {}

    /** What is wrong with a name, as a sentence; empty where nothing is. */
    public static String problem(String name) {
        if (!PATTERN.matcher(name).matches()) {
            return "\"" + name
                    + "\" is not a model name: expected 1 to 96 of a-z, 0-9, '.', '_' and '-', starting with a"
                    + " letter or digit";
        }
        return TAKEN.contains(name) ? "\"" + name + "\" is a path of the registry: choose another name" : "";
    }
}
