package dev.trainyard.benchmarks.child;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A child's side of the turns: it waits for a line {@code go} on standard input and answers with one line of JSON on
 * standard output, which carries nothing else. The end of the input is the end of the race.
 */
final class Turns {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private boolean over;

    /** Takes over standard output; what others print goes to standard error. */
    Turns() {
        System.setOut(System.err);
    }

    static ObjectNode line() {
        return JSON.createObjectNode();
    }

    void say(ObjectNode line) {
        out.println(line);
    }

    /** Waits for this child's turn; false once the race is over. */
    boolean await() {
        try {
            over = over || in.readLine() == null;
            return !over;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the race is over. */
    boolean over() {
        return over;
    }
}
