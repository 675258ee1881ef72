package dev.trainyard.devkit.progress;

import dev.trainyard.devkit.stack.Component;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Shows a stack that is being started: who is ready, and who is waited for. */
public final class StackView {
    private final Terminal terminal;
    private final Instant begin = Instant.now();
    private final Set<String> told = new TreeSet<>();
    private List<Component> last = List.of();

    public StackView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Takes the newest state of the parts. */
    public synchronized void show(List<Component> components) {
        last = components;
        if (terminal.interactive()) {
            tick();
            return;
        }
        for (Component component : components) {
            if (component.status() == Component.Status.READY && told.add(component.name())) {
                terminal.line("    " + component.name() + " is ready after " + elapsed());
            }
        }
    }

    /** Draws the waiting time anew. */
    public synchronized void tick() {
        List<String> parts = new ArrayList<>();
        for (Component component : last) {
            parts.add(
                    component.status() == Component.Status.READY
                            ? terminal.paint(Paint.GREEN, "✓ ") + component.name()
                            : terminal.paint(Paint.CYAN, "… ") + terminal.paint(Paint.DIM, component.name()));
        }
        List<String> lines = new ArrayList<>(List.of("  starting  " + terminal.paint(Paint.DIM, elapsed())));
        for (int i = 0; i < parts.size(); i += 4) {
            lines.add("    " + String.join("   ", parts.subList(i, Math.min(parts.size(), i + 4))));
        }
        terminal.live(lines);
    }

    /** Since the start. */
    public String elapsed() {
        return Quantity.duration(Duration.between(begin, Instant.now()));
    }
}
