package dev.trainyard.supervisor;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the child JVMs of these tests do. */
final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        switch (args[0]) {
            case "exit" -> System.exit(Integer.parseInt(args[1]));
            case "lines" -> {
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    out.println("line " + i);
                }
                System.err.println("to stderr");
                out.print("unfinished");
            }
            case "long-line" -> {
                out.println("x".repeat(LineReader.LONGEST + 10));
                out.println("after");
            }
            case "environment" -> out.println(System.getenv(args[1]));
            case "stubborn" -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> sleep()));
                out.println("ready");
                sleep();
            }
            case "polite" -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> out.println("goodbye")));
                out.println("ready");
                sleep();
            }
            case "parent" -> {
                ChildProcess child = ChildProcess.start(spec(Path.of(args[1]), args[2]), line -> {});
                out.println(child.pid());
                sleep();
            }
            case "watched" -> {
                ParentWatch.exitWithParent();
                out.println("ready");
                sleep();
            }
            case "sleep" -> {
                out.println("ready");
                sleep();
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    static ChildSpec spec(Path folder, String... arguments) {
        return new ChildSpec(
                "child",
                Child.class.getName(),
                ChildClasspath.ofThisProcess(),
                List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
                List.of(arguments),
                Map.of("GREETING", "hello"),
                folder,
                folder.resolve("logs/child.err"));
    }

    private static void sleep() {
        try {
            Thread.sleep(120_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
