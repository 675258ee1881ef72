package dev.trainyard.tokenizer;

/** Places counted in code points, as the native tokenizer gives them, to places in a Java string; forwards is cheap. */
final class CodePointIndex {
    private final String text;
    private int codePoint;
    private int place;

    CodePointIndex(String text) {
        this.text = text;
    }

    int charOf(int target) {
        place = text.offsetByCodePoints(place, target - codePoint);
        codePoint = target;
        return place;
    }
}
