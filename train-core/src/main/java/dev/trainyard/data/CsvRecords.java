package dev.trainyard.data;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** Splits comma-separated values into records. Not thread-safe. */
final class CsvRecords {
    private static final int END = -1;
    private static final char MARK = '\uFEFF';

    private final Reader in;
    private int next;
    private long line = 1;

    CsvRecords(Reader in) throws IOException {
        this.in = in;
        this.next = in.read();
        if (next == MARK) {
            next = in.read();
        }
    }

    /** The line, from 1, in which the next record begins. */
    long line() {
        return line;
    }

    /**
     * The values of the next record; none after the last.
     *
     * @throws InvalidRow if quotes are not as they should be; the next record is then that of the next line
     */
    List<String> next() throws IOException {
        List<String> values = new ArrayList<>();
        if (next == END) {
            return values;
        }
        values.add(value());
        while (next == ',') {
            advance();
            values.add(value());
        }
        endLine();
        return values;
    }

    private String value() throws IOException {
        if (next == '"') {
            return quoted();
        }
        StringBuilder value = new StringBuilder();
        while (next != ',' && next != '\n' && next != '\r' && next != END) {
            if (next == '"') {
                skipLine();
                throw new InvalidRow(
                        "a quote stands within a value that does not begin with one: put the whole value in"
                                + " quotes and double those within");
            }
            value.append((char) advance());
        }
        return value.toString();
    }

    private String quoted() throws IOException {
        StringBuilder value = new StringBuilder();
        advance();
        while (next != END) {
            int c = advance();
            if (c != '"') {
                value.append((char) c);
            } else if (next == '"') {
                value.append((char) advance());
            } else {
                return closed(value);
            }
        }
        throw new InvalidRow("a quote is opened here and never closed");
    }

    private String closed(StringBuilder value) throws IOException {
        if (next != ',' && next != '\n' && next != '\r' && next != END) {
            skipLine();
            throw new InvalidRow("text follows a closing quote: double the quotes within a value");
        }
        return value.toString();
    }

    private void skipLine() throws IOException {
        while (next != '\n' && next != END) {
            advance();
        }
        endLine();
    }

    private void endLine() throws IOException {
        if (next == '\r') {
            advance();
        }
        if (next == '\n') {
            advance();
        }
    }

    private int advance() throws IOException {
        int c = next;
        next = in.read();
        boolean lineEnds = c == '\n' || (c == '\r' && next != '\n');
        line += lineEnds ? 1 : 0;
        return c;
    }
}
