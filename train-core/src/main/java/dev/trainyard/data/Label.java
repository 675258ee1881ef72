package dev.trainyard.data;

/**
 * The class of a row as the data has it.
 *
 * @param text its name, or its number in decimal digits
 * @param number whether it is a number
 */
public record Label(String text, boolean number) {
    @Override
    public String toString() {
        return number ? text : "\"" + text + "\"";
    }
}
