package dev.trainyard.deploy.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The model servers, and other programs, that run as children of the test's JVM. */
final class ServerProcesses {
    private ServerProcesses() {}

    /** Those of all versions of a name. */
    static Stream<ProcessHandle> of(String name) {
        return running("ModelServerMain").filter(child -> commandLine(child).contains("--name " + name + " "));
    }

    /** Those of a main class. */
    static Stream<ProcessHandle> running(String main) {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> commandLine(child).contains(main));
    }

    /** The one of a name. */
    static ProcessHandle one(String name) {
        return of(name).findFirst().orElseThrow();
    }

    /** ProcessHandle.info() gives nothing where the class path is long. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
