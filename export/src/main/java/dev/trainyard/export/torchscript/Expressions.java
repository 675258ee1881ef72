package dev.trainyard.export.torchscript;

import dev.trainyard.nn.Activation;
import java.util.Locale;

/** What layers of all families have in common, as expressions of TorchScript. */
final class Expressions {
    private Expressions() {}

    /** The name of the attribute that holds a weight: a weight's own has dots. */
    static String attribute(String weight) {
        return weight.replace('.', '_');
    }

    static String self(String weight) {
        return "self." + attribute(weight);
    }

    static String linear(String x, String module) {
        return "torch.linear(%s, %s, %s)".formatted(x, self(module + ".weight"), self(module + ".bias"));
    }

    static String linearWithoutBias(String x, String module) {
        return "torch.linear(%s, %s)".formatted(x, self(module + ".weight"));
    }

    static String layerNorm(String x, String module, int width, double epsilon) {
        return "torch.layer_norm(%s, [%d], %s, %s, %s)"
                .formatted(x, width, self(module + ".weight"), self(module + ".bias"), number(epsilon));
    }

    /** @param x a name, as it is written twice */
    static String rmsNorm(String x, String module, double epsilon) {
        return "%1$s * torch.rsqrt(torch.mean(%1$s * %1$s, [-1], True) + %2$s) * %3$s"
                .formatted(x, number(epsilon), self(module + ".weight"));
    }

    static String activation(Activation activation, String x) {
        return switch (activation) {
            case GELU -> "torch.gelu(" + x + ")";
            case GELU_TANH -> "torch.gelu(" + x + ", approximate=\"tanh\")";
            case RELU -> "torch.relu(" + x + ")";
            case SILU -> "torch.silu(" + x + ")";
        };
    }

    /** Java writes 1.0E-12. */
    static String number(double value) {
        return Double.toString(value).toLowerCase(Locale.ROOT);
    }
}
