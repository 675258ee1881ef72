package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the numbers that only some optimizers have, and refuses those that the chosen one has not. */
final class UpdateRule {
    private static final List<String> OF_ADAM = List.of("betas", "eps");
    private static final List<String> OF_SGD = List.of("momentum", "nesterov");

    private UpdateRule() {}

    static Optional<List<Double>> betas(Section section) {
        Optional<List<Double>> betas = section.numbers("betas", Bounds.between(0, 0.999999));
        betas.filter(list -> list.size() != 2)
                .ifPresent(list ->
                        section.problem("betas", "expected two numbers, such as [0.9, 0.999], found " + list.size()));
        return betas.filter(list -> list.size() == 2);
    }

    static OptionalDouble eps(Section section) {
        return section.number("eps", Bounds.above(0, 1));
    }

    static OptionalDouble momentum(Section section) {
        return section.number("momentum", Bounds.between(0, 0.999999));
    }

    static Optional<Boolean> nesterov(Section section) {
        return section.has("nesterov") ? Optional.of(section.flag("nesterov", false)) : Optional.empty();
    }

    static void check(Section section, Optimization read) {
        boolean sgd = read.optimizer() == Optimization.Optimizer.SGD;
        for (String foreign : sgd ? OF_ADAM : OF_SGD) {
            if (section.has(foreign)) {
                section.problem(
                        foreign,
                        sgd
                                ? "sgd has none: remove it, or set optimizer to adamw or adam"
                                : "only sgd has it: remove it, or set optimizer to sgd");
            }
        }
        if (sgd && read.nesterov().orElse(false) && read.momentum().orElse(0) == 0) {
            section.problem("nesterov", "looks ahead along the momentum, which is 0: set momentum, such as 0.9");
        }
    }
}
