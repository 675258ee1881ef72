package dev.trainyard.hub;

/** A secret that identifies the user at a hub; it never appears in a text by accident. */
public record Token(String value) {
    @Override
    public String toString() {
        return "Token[hidden]";
    }
}
