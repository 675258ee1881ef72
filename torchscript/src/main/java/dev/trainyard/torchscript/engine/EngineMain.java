package dev.trainyard.torchscript.engine;

import ai.djl.MalformedModelException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Answers rows with scores until its input ends: {@code EngineMain FILE}.
 *
 * <p>Once the program is loaded, stdout carries the number of classes as an int, or −1 and a text (modified UTF-8) that
 * says why not. Each row comes on stdin as an int n, n ids and n segments; its answer is an int and as many floats, or −1
 * and a text. All numbers are big-endian. Exit codes: 0 at the end of the input, 1 where the program cannot be loaded.
 */
public final class EngineMain {
    private static final int FAILED = -1;
    private static final int LONGEST_MESSAGE = 2000;

    private EngineMain() {}

    /** Entry point of the process. */
    public static void main(String... arguments) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        // Libraries that print must not disturb the answers.
        System.setOut(System.err);
        try (Program program = Program.load(Path.of(arguments[0]))) {
            out.writeInt(program.classes());
            out.flush();
            answer(program, in, out);
        } catch (EOFException e) {
            // Nobody asks any more.
        } catch (IOException | MalformedModelException | RuntimeException | LinkageError e) {
            e.printStackTrace(System.err);
            fail(out, e);
            System.exit(1);
        }
    }

    private static void answer(Program program, DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            int length = in.readInt();
            long[] ids = row(in, length);
            long[] segments = row(in, length);
            try {
                float[] scores = program.scores(ids, segments);
                out.writeInt(scores.length);
                for (float score : scores) {
                    out.writeFloat(score);
                }
                out.flush();
            } catch (RuntimeException e) {
                fail(out, e);
            }
        }
    }

    private static long[] row(DataInputStream in, int length) throws IOException {
        long[] row = new long[length];
        for (int i = 0; i < length; i++) {
            row[i] = in.readInt();
        }
        return row;
    }

    private static void fail(DataOutputStream out, Throwable problem) throws IOException {
        String message = String.valueOf(problem.getMessage());
        out.writeInt(FAILED);
        out.writeUTF(message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
        out.flush();
    }
}
