package dev.trainyard.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which linear maps an adapter adapts. Source: PEFT, tuners_utils.py, check_target_module_exists.
 *
 * @param wanted what is adapted; the single name {@link #ALL_LINEAR} stands for every linear map except the head
 * @param excluded what is left out of it
 * @param layers the indices of the only layers to adapt; empty for all
 * @param layersPattern names of the lists that hold the layers, such as {@code layers}; empty for any
 */
public record TargetModules(
        ModuleSelector wanted, ModuleSelector excluded, List<Integer> layers, List<String> layersPattern) {
    /** Stands for every linear map except the head. */
    public static final String ALL_LINEAR = "all-linear";

    private static final String ANY_LIST = "[^.]*";

    public TargetModules {
        layers = List.copyOf(layers);
        layersPattern = List.copyOf(layersPattern);
    }

    /** The maps of these names, or all linear ones. */
    public static TargetModules named(List<String> names) {
        return new TargetModules(ModuleSelector.named(names), ModuleSelector.NONE, List.of(), List.of());
    }

    /** Whether the targets are all linear maps except the head. */
    public boolean allLinear() {
        return wanted.names().contains(ALL_LINEAR);
    }

    /** The same exclusions and layers for maps of other names. */
    public TargetModules withNames(List<String> names) {
        return new TargetModules(ModuleSelector.named(names), excluded, layers, layersPattern);
    }

    /** Whether a linear map is adapted. */
    boolean select(String module, boolean head) {
        boolean meant = allLinear() ? !head : wanted.selects(module);
        return meant && !excluded.selects(module) && isInLayers(module);
    }

    /** A module named in full is adapted whatever its layer. */
    private boolean isInLayers(String module) {
        if (layers.isEmpty() || wanted.names().contains(module)) {
            return true;
        }
        List<String> lists = layersPattern.isEmpty() ? List.of(ANY_LIST) : layersPattern;
        for (String list : lists) {
            // The lists nearest to the start count: a model with experts has a list in each layer.
            Matcher index =
                    Pattern.compile("(?:^|.*?\\.)" + list + "\\.(\\d+)\\.").matcher(module);
            if (index.lookingAt()) {
                return layers.contains(Integer.valueOf(index.group(index.groupCount())));
            }
        }
        return false;
    }

    List<String> problems() {
        var problems = new ArrayList<String>();
        if (wanted.isEmpty()) {
            problems.add("target_modules is empty: name modules such as q_proj, or " + ALL_LINEAR);
        }
        if (wanted.names().size() > 1 && allLinear()) {
            problems.add("target_modules has " + ALL_LINEAR + " beside other names: it must stand alone");
        }
        wanted.problem().ifPresent(problem -> problems.add("target_modules " + problem));
        excluded.problem().ifPresent(problem -> problems.add("exclude_modules " + problem));
        layersPattern.forEach(
                list -> ModuleSelector.problem(list).ifPresent(problem -> problems.add("layers_pattern " + problem)));
        if (wanted.regex().isPresent() && !layers.isEmpty()) {
            problems.add("layers_to_transform is set beside a regex: let target_modules name the layers too");
        }
        if (layers.stream().anyMatch(layer -> layer < 0)) {
            problems.add("layers_to_transform is " + layers + ": expected indices from 0");
        }
        if (layers.isEmpty() && !layersPattern.isEmpty()) {
            problems.add("layers_pattern is set without layers_to_transform: set both or none");
        }
        return problems;
    }
}
