package dev.trainyard.adapter;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A choice of a model's modules: by names, or by one regular expression that must match the whole name. Rules of PEFT.
 *
 * @param names whole names, or ends of names after a dot; empty with a regex
 * @param regex in the syntax that Java and Python share; named groups may be written either way
 */
public record ModuleSelector(List<String> names, Optional<String> regex) {
    /** Chooses nothing. */
    public static final ModuleSelector NONE = named(List.of());

    public ModuleSelector {
        names = List.copyOf(names);
        if (regex.isPresent() && !names.isEmpty()) {
            throw new IllegalArgumentException("modules are chosen by names or by a regex, not by both");
        }
    }

    /** The modules of these names. */
    public static ModuleSelector named(List<String> names) {
        return new ModuleSelector(names, Optional.empty());
    }

    /** The modules whose whole name the expression matches. */
    public static ModuleSelector matching(String regex) {
        return new ModuleSelector(List.of(), Optional.of(regex));
    }

    /** Whether nothing can be chosen. */
    public boolean isEmpty() {
        return names.isEmpty() && regex.isEmpty();
    }

    /** Whether it chooses this module. */
    public boolean selects(String module) {
        return regex.isPresent()
                ? pattern(regex.get()).matcher(module).matches()
                : names.stream().anyMatch(name -> names(name, module));
    }

    /** What of it chooses none of these modules. */
    List<String> unmatched(List<String> modules) {
        return regex.map(List::of).orElse(names).stream()
                .filter(part ->
                        modules.stream().noneMatch(module -> regex.isPresent() ? selects(module) : names(part, module)))
                .toList();
    }

    /** What is wrong with the regex, if anything. */
    Optional<String> problem() {
        return regex.flatMap(ModuleSelector::problem);
    }

    /** Whether a name means this module: the whole of it or the end of it after a dot. */
    static boolean names(String name, String module) {
        return module.equals(name) || module.endsWith("." + name);
    }

    /** Python writes named groups as {@code (?P<name>…)}. */
    static Pattern pattern(String regex) {
        return Pattern.compile(regex.replace("(?P<", "(?<"));
    }

    static Optional<String> problem(String regex) {
        try {
            pattern(regex);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("\"" + regex + "\" is no regular expression: " + e.getDescription());
        }
    }
}
