package dev.trainyard.export.gguf.block;

/** How C rounds: float arithmetic throughout, and its own ways to whole numbers. */
final class Rounding {
    private Rounding() {}

    /** The nearest whole number, halves to the even one. */
    static int nearest(float value) {
        return (int) Math.rint(value);
    }

    /** The nearest whole number, halves away from zero, as {@code roundf}. */
    static int awayFromZero(float value) {
        return (int) (value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5));
    }

    static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    static float half(short bits) {
        return Float.float16ToFloat(bits);
    }

    static short half(float value) {
        return Float.floatToFloat16(value);
    }
}
