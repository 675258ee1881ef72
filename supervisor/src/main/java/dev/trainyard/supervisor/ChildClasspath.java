package dev.trainyard.supervisor;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class path on which a child JVM finds the same classes as this process. */
public final class ChildClasspath {
    private static final String FAST_JAR = "quarkus-run.jar";

    private ChildClasspath() {}

    /** Absolute, since the child may have another working directory; a packaged Quarkus application is unfolded. */
    public static String ofThisProcess() {
        return of(System.getProperty("java.class.path"));
    }

    static String of(String classpath) {
        return Arrays.stream(classpath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isBlank())
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .flatMap(ChildClasspath::unfold)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The runner jar of a Quarkus fast-jar names only the boot libraries; the rest lies in folders beside it. */
    private static Stream<String> unfold(Path entry) {
        if (!entry.endsWith(FAST_JAR)) {
            return Stream.of(entry.toString());
        }
        return Stream.of("app", "lib/main", "lib/boot")
                .map(entry::resolveSibling)
                .map(folder -> folder.normalize() + File.separator + "*");
    }
}
