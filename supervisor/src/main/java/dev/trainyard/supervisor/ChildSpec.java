package dev.trainyard.supervisor;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a child JVM is started.
 *
 * @param name short name for logs and thread names
 * @param mainClass fully qualified class with the {@code main} method
 * @param classpath as for {@code java -cp}; see {@link ChildClasspath}
 * @param jvmOptions such as {@code -Xmx512m}
 * @param arguments handed to {@code main}
 * @param environment added to this process's environment
 * @param workingDirectory must exist
 * @param errorLog the child's stderr is appended here; its folder is created where missing
 */
public record ChildSpec(
        String name,
        String mainClass,
        String classpath,
        List<String> jvmOptions,
        List<String> arguments,
        Map<String, String> environment,
        Path workingDirectory,
        Path errorLog) {
    public ChildSpec {
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** The command line, run with the {@code java} that runs this process. */
    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classpath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
