package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command runs in.
 *
 * @param environment of this process
 * @param home folder of this checkout or installation: services' programs, examples
 */
record Session(Terminal terminal, Map<String, String> environment, Path home) {
    static Session ofThisProcess() {
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault("TRAINYARD_HOME", ".");
        return new Session(
                Terminal.ofThisProcess(environment),
                environment,
                Path.of(home).toAbsolutePath().normalize());
    }

    /** Where a stack in the background keeps its data, unless told otherwise. */
    Path defaultData() {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        return Path.of(environment.getOrDefault("TRAINYARD_DATA", home + "/.trainyard"));
    }
}
