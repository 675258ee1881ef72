package dev.trainyard.quantization;

import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.StoredLinear;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** Makes the quantised linear maps of one model, which share the memory they compute in. */
public final class QuantizedMaps {
    private final Parameters parameters;
    private final Nf4Decoder decoder = new Nf4Decoder();

    /**
     * Maps of a model that is being built.
     *
     * @param parameters of the model, which close everything with them
     */
    public QuantizedMaps(Parameters parameters) {
        this.parameters = parameters;
        parameters.own(decoder);
    }

    /**
     * A map by a weight.
     *
     * @param name of the weight
     * @param parts the tensors of the weight by their names in a checkpoint; they go to the parameters
     * @param transposed whether the model stores the weight as (in, out) where it is not quantised
     */
    public StoredLinear linear(
            String name, Nf4Weight weight, Map<String, Tensor> parts, Optional<Tensor> bias, boolean transposed) {
        parts.forEach(parameters::add);
        var linear = new QuantizedLinear(weight, bias, transposed, decoder);
        parameters.addQuantized(name, linear, new ArrayList<>(parts.keySet()));
        return linear;
    }
}
