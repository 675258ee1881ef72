package dev.trainyard.devkit.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Standard output: lines that stay, and below them at most one block of lines that is redrawn.
 *
 * <p>On a terminal the block changes in place; elsewhere (a file, a pipe, a build log) it is not shown, so that
 * callers print plain lines now and then instead. Thread-safe.
 */
public final class Terminal {
    private static final Pattern CODES = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final int PLAIN_WIDTH = 100;

    private final PrintStream out;
    private final boolean interactive;
    private final boolean coloured;
    private final int width;
    private int liveLines;

    public Terminal(PrintStream out, boolean interactive, boolean coloured, int width) {
        this.out = out;
        this.interactive = interactive;
        this.coloured = coloured;
        this.width = width;
    }

    /** Standard output of this process; the launcher says in {@code TRAINYARD_COLUMNS} whether it is a terminal. */
    public static Terminal ofThisProcess(Map<String, String> environment) {
        PrintStream utf8 = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        String columns = environment.getOrDefault("TRAINYARD_COLUMNS", "");
        boolean interactive = columns.matches("[0-9]{2,4}");
        boolean coloured = interactive && !environment.containsKey("NO_COLOR");
        return new Terminal(utf8, interactive, coloured, interactive ? Integer.parseInt(columns) : PLAIN_WIDTH);
    }

    /** Whether a redrawn block is seen. */
    public boolean interactive() {
        return interactive;
    }

    /** Columns of a line. */
    public int width() {
        return width;
    }

    /** {@code text} in that colour, or as it is where colours are off. */
    public String paint(Paint paint, String text) {
        return coloured ? paint.on(text) : text;
    }

    /** A line that stays, above the redrawn block, which is taken away until it is drawn anew. */
    public synchronized void line(String text) {
        eraseLive();
        out.println(text);
    }

    /** An empty line. */
    public void line() {
        line("");
    }

    /** A piece of text without an end of line, shown at once. */
    public synchronized void text(String piece) {
        eraseLive();
        out.print(piece);
        out.flush();
    }

    /** Draws the block anew; nothing where standard output is no terminal. */
    public synchronized void live(List<String> lines) {
        if (!interactive) {
            return;
        }
        StringBuilder frame = new StringBuilder();
        if (liveLines > 0) {
            frame.append("\u001b[").append(liveLines).append('A');
        }
        for (String line : lines) {
            frame.append("\r\u001b[2K").append(cut(line)).append('\n');
        }
        frame.append("\u001b[J");
        liveLines = lines.size();
        out.print(frame);
        out.flush();
    }

    /** Takes the redrawn block away. */
    public synchronized void clearLive() {
        eraseLive();
        out.flush();
    }

    private void eraseLive() {
        if (liveLines > 0) {
            out.print("\u001b[" + liveLines + "A\r\u001b[J");
            liveLines = 0;
        }
    }

    /** A line longer than the screen would wrap, and the block could not be redrawn in place. */
    private String cut(String line) {
        String plain = CODES.matcher(line).replaceAll("");
        return plain.length() < width ? line : plain.substring(0, width - 2) + "…";
    }

    /** Columns that a text takes, colour codes aside. */
    static int columns(String text) {
        return CODES.matcher(text)
                .replaceAll("")
                .codePointCount(0, CODES.matcher(text).replaceAll("").length());
    }
}
