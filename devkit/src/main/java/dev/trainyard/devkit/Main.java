package dev.trainyard.devkit;

import dev.trainyard.devkit.cli.TrainyardCommand;

/** Entry point of {@code ./trainyard}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(TrainyardCommand.run(arguments));
    }
}
