package dev.trainyard.export.gguf.block;

/** The numbers that set a block's scale. */
final class Extremes {
    private Extremes() {}

    /** The number farthest from zero, with its sign; the first of equals. */
    static float farthest(float[] values, int from, int count) {
        float distance = 0;
        float farthest = 0;
        for (int i = from; i < from + count; i++) {
            if (distance < Math.abs(values[i])) {
                distance = Math.abs(values[i]);
                farthest = values[i];
            }
        }
        return farthest;
    }
}
