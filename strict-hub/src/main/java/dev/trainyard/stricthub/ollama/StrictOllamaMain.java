package dev.trainyard.stricthub.ollama;

import java.io.IOException;

/** Serves until the input ends, to try other clients against it. Prints its address first, and at the end what it refused. */
public final class StrictOllamaMain {
    private StrictOllamaMain() {}

    public static void main(String[] arguments) throws IOException {
        try (StrictOllama ollama = StrictOllama.start()) {
            System.out.println(ollama.endpoint());
            while (System.in.read() >= 0) {
                // Until it is closed.
            }
            ollama.requests().forEach(System.out::println);
            ollama.violations().forEach(violation -> System.out.println("VIOLATION " + violation));
        }
    }
}
