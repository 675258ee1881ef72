package dev.trainyard.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChildProcessTest {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    @TempDir
    Path folder;

    @Test
    void handsOverEveryLineBeforeItTellsTheExitCode() throws Exception {
        List<String> lines = new ArrayList<>();
        ChildProcess child = ChildProcess.start(Child.spec(folder, "lines", "5000"), lines::add);
        assertThat(child.exit().get()).isZero();
        assertThat(lines).hasSize(5001).startsWith("line 0", "line 1").endsWith("line 4999", "unfinished");
        assertThat(folder.resolve("logs/child.err")).content().contains("to stderr");
    }

    @Test
    void appendsToTheErrorLogOfAnEarlierChild() throws Exception {
        for (int run = 0; run < 2; run++) {
            ChildProcess.start(Child.spec(folder, "lines", "1"), line -> {})
                    .exit()
                    .get();
        }
        assertThat(Files.readAllLines(folder.resolve("logs/child.err"))).containsExactly("to stderr", "to stderr");
    }

    @Test
    void goesOnReadingAfterALineThatCannotBeHandled() throws Exception {
        List<String> lines = new ArrayList<>();
        ChildProcess child = ChildProcess.start(Child.spec(folder, "lines", "3"), line -> {
            lines.add(line);
            throw new IllegalStateException("handler fails on purpose");
        });
        assertThat(child.exit().get()).isZero();
        assertThat(lines).hasSize(4);
    }

    @Test
    void cutsALineThatWouldFillTheMemory() throws Exception {
        List<String> lines = new ArrayList<>();
        ChildProcess.start(Child.spec(folder, "long-line"), lines::add).exit().get();
        assertThat(lines).hasSize(2).endsWith("after");
        assertThat(lines.getFirst()).hasSize(LineReader.LONGEST);
    }

    @Test
    void tellsTheExitCodeAndHandsOnTheEnvironment() throws Exception {
        assertThat(ChildProcess.start(Child.spec(folder, "exit", "3"), line -> {})
                        .exit()
                        .get())
                .isEqualTo(3);
        List<String> lines = new ArrayList<>();
        ChildProcess.start(Child.spec(folder, "environment", "GREETING"), lines::add)
                .exit()
                .get();
        assertThat(lines).containsExactly("hello");
    }

    @Test
    void tellsTheSignalThatEndedTheChild() throws Exception {
        ChildProcess killed = started("sleep");
        killed.kill();
        assertThat(killed.exit().get()).isEqualTo(128 + SIGKILL);
        ChildProcess terminated = started("sleep");
        assertThat(terminated.stop(Duration.ofSeconds(20))).isTrue();
        assertThat(terminated.exit().get()).isEqualTo(128 + SIGTERM);
        assertThat(terminated.isAlive()).isFalse();
    }

    @Test
    void hearsWhatAChildSaysWhileItEnds() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        ChildProcess child = ChildProcess.start(Child.spec(folder, "polite"), lines::add);
        assertThat(take(lines)).isEqualTo("ready");
        child.stop(Duration.ofSeconds(20));
        assertThat(lines).containsExactly("goodbye");
    }

    @Test
    void killsAChildThatIgnoresTheRequestToEnd() throws Exception {
        ChildProcess child = started("stubborn");
        assertThat(child.stop(Duration.ofMillis(500))).isFalse();
        assertThat(child.exit().get()).isEqualTo(128 + SIGKILL);
    }

    @Test
    void killsWhatTheChildStarted() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        ChildProcess child = ChildProcess.start(Child.spec(folder, "parent", folder.toString(), "sleep"), lines::add);
        long grandchild = Long.parseLong(take(lines));
        child.kill();
        child.exit().get();
        assertThat(within(Duration.ofSeconds(5), () -> !runs(grandchild))).isTrue();
    }

    @Test
    void aChildEndsWithAParentThatWasKilled() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        ChildProcess parent =
                ChildProcess.start(Child.spec(folder, "parent", folder.toString(), "watched"), lines::add);
        long child = Long.parseLong(take(lines));
        Thread.sleep(1500);
        assertThat(runs(child))
                .as("a child lives for as long as its parent does")
                .isTrue();
        // Not through kill(), which would end the child as well.
        ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();
        parent.exit().get();
        assertThat(within(Duration.ofSeconds(3), () -> !runs(child))).isTrue();
    }

    @Test
    void leavesNoThreadAndNoOpenFileBehind() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(ChildProcess.start(Child.spec(folder, "exit", "0"), line -> {})
                            .exit()
                            .get())
                    .isZero();
        }
        long threads = threads();
        long files = openFiles();
        for (int i = 0; i < 50; i++) {
            ChildProcess.start(Child.spec(folder, "no such mode"), line -> {})
                    .exit()
                    .get();
        }
        assertThat(within(Duration.ofSeconds(10), () -> threads() <= threads && openFiles() <= files))
                .as("threads %d of %d, files %d of %d", threads(), threads, openFiles(), files)
                .isTrue();
    }

    @Test
    void saysWhatCouldNotBeStarted() {
        ChildSpec whole = Child.spec(folder, "exit", "0");
        ChildSpec spec = new ChildSpec(
                whole.name(),
                whole.mainClass(),
                whole.classpath(),
                whole.jvmOptions(),
                whole.arguments(),
                whole.environment(),
                folder.resolve("missing"),
                whole.errorLog());
        assertThatThrownBy(() -> ChildProcess.start(spec, line -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot start child");
    }

    private ChildProcess started(String mode) throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        ChildProcess child = ChildProcess.start(Child.spec(folder, mode), lines::add);
        assertThat(take(lines)).isEqualTo("ready");
        return child;
    }

    private static String take(BlockingQueue<String> lines) throws InterruptedException {
        String line = lines.poll(30, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return String.valueOf(line);
    }

    /** A process that ended and that nobody reaps is not running. */
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    /** Without those that the JDK keeps in pools for a while. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.contains("process reaper") && !name.contains("commonPool"))
                .count();
    }

    private static long openFiles() {
        String[] files = Path.of("/proc/self/fd").toFile().list();
        return files == null ? -1 : files.length;
    }

    private static boolean within(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        return condition.getAsBoolean();
    }
}
