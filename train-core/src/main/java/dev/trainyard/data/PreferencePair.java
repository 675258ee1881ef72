package dev.trainyard.data;

/** Two continuations of one prompt, of which the first is preferred; ready for training. */
public record PreferencePair(RowOrigin origin, TokenRow chosen, TokenRow rejected, double weight) implements Example {
    @Override
    public int length() {
        return chosen.length() + rejected.length();
    }

    @Override
    public int full() {
        return chosen.full() + rejected.full();
    }

    @Override
    public int supervised() {
        return 1;
    }
}
