package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a feed-forward part does to each number between its maps, by the names of {@code config.json}. */
public enum Activation {
    /** Exact by the error function. */
    GELU(Functions::gelu, "gelu", "gelu_python"),
    /** Approximated by the hyperbolic tangent. */
    GELU_TANH(Functions::geluTanh, "gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
    /** The greater of x and 0. */
    RELU(Functions::relu, "relu"),
    /** x · sigmoid(x). */
    SILU(Functions::silu, "silu", "swish");

    private final UnaryOperator<Tensor> function;
    private final List<String> names;

    Activation(UnaryOperator<Tensor> function, String... names) {
        this.function = function;
        this.names = List.of(names);
    }

    /** The function of this name, if we have it. */
    public static Optional<Activation> named(String name) {
        return Arrays.stream(values())
                .filter(activation -> activation.names.contains(name))
                .findFirst();
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values())
                .flatMap(activation -> activation.names.stream())
                .toList();
    }

    /** The name it is written by. */
    public String configName() {
        return names.getFirst();
    }

    /** From and to any shape. */
    public Tensor apply(Tensor x) {
        return function.apply(x);
    }
}
