package dev.trainyard.devkit.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TerminalTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void redrawsTheLiveBlockInPlace() {
        Terminal terminal = terminal(true);
        terminal.live(List.of("one", "two"));
        terminal.live(List.of("three", "four"));
        assertThat(written())
                .isEqualTo(
                        "\r\u001b[2Kone\n\r\u001b[2Ktwo\n\u001b[J\u001b[2A\r\u001b[2Kthree\n\r\u001b[2Kfour\n\u001b[J");
    }

    @Test
    void takesTheLiveBlockAwayBeforeALineThatStays() {
        Terminal terminal = terminal(true);
        terminal.live(List.of("working"));
        terminal.line("done");
        assertThat(written()).endsWith("\u001b[1A\r\u001b[Jdone\n");
    }

    @Test
    void showsNoLiveBlockAndNoColourWhereOutputIsNoTerminal() {
        Terminal terminal = terminal(false);
        terminal.live(List.of("working"));
        terminal.line(terminal.paint(Paint.RED, "failed"));
        assertThat(written()).isEqualTo("failed\n");
    }

    @Test
    void cutsLiveLinesThatWouldWrap() {
        Terminal terminal = terminal(true);
        terminal.live(List.of("x".repeat(50)));
        assertThat(written()).contains("x".repeat(38) + "…").doesNotContain("x".repeat(39));
    }

    @Test
    void alignsColumnsByWhatIsSeen() {
        Terminal terminal = terminal(true);
        new Table("NAME", "STATE")
                .row(terminal.paint(Paint.GREEN, "a"), "up")
                .row("bbbbbb", "down")
                .print(terminal);
        List<String> lines =
                written().replaceAll("\u001b\\[[0-9;]*m", "").lines().toList();
        assertThat(lines).containsExactly("NAME    STATE", "a       up", "bbbbbb  down");
    }

    private Terminal terminal(boolean interactive) {
        return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), interactive, interactive, 40);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
