package dev.trainyard.modelfiles.gguf;

import java.util.List;

/** A value of a GGUF file's metadata. */
public sealed interface GgufValue {
    /**
     * A whole number.
     *
     * @param bits 8, 16, 32 or 64
     */
    record Whole(long value, int bits, boolean signed) implements GgufValue {}

    /** A number with a fraction; of 32 bits, or of 64. */
    record Fraction(double value, boolean wide) implements GgufValue {}

    /** Yes or no. */
    record Flag(boolean value) implements GgufValue {}

    /** A text. */
    record Text(String value) implements GgufValue {}

    /** Texts, such as the tokens. */
    record Texts(List<String> values) implements GgufValue {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** Whole numbers of 32 bits with a sign, such as the types of tokens. */
    record Wholes(List<Integer> values) implements GgufValue {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    /** Numbers of 32 bits, such as the scores of tokens. */
    record Fractions(List<Float> values) implements GgufValue {
        public Fractions {
            values = List.copyOf(values);
        }
    }

    /** An array of a kind that nothing here looks into. */
    record Other(int elementType, long count) implements GgufValue {}
}
