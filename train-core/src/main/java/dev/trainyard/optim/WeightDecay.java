package dev.trainyard.optim;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which parameters weight decay applies to: all but biases and the weights of norms, as in Hugging Face's Trainer. */
public final class WeightDecay {
    private static final Pattern BIAS_OR_NORM =
            Pattern.compile("bias|layernorm|rmsnorm|(^|[._])norm($|[._])|(^|\\.)ln_");

    private WeightDecay() {}

    /** Whether it applies to the parameter of this name. */
    public static boolean appliesTo(String parameter) {
        return !BIAS_OR_NORM.matcher(parameter.toLowerCase(Locale.ROOT)).find();
    }
}
