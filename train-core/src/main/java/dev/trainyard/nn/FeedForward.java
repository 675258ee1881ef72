package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;
import java.util.List;

/** down(silu(gate(x)) · up(x)). Source: Shazeer 2020, SwiGLU. */
public final class FeedForward {
    private final Projection gate;
    private final Projection up;
    private final Projection down;

    /** Maps asked for as {@code gate_proj}, {@code up_proj} and {@code down_proj}. */
    public FeedForward(Layers layers, String module, int width, int inner, boolean bias) {
        this.gate = layers.linear(module + ".gate_proj", width, inner, bias);
        this.up = layers.linear(module + ".up_proj", width, inner, bias);
        this.down = layers.linear(module + ".down_proj", inner, width, bias);
    }

    DecoderParts.FeedForwardParts parts() {
        return new DecoderParts.FeedForwardParts(List.of(gate, up), DecoderParts.Inner.SWIGLU, down);
    }

    /** From and to (N, C). */
    public Tensor apply(Tensor x_NC) {
        return down.apply(Functions.silu(gate.apply(x_NC)).mul(up.apply(x_NC)));
    }
}
