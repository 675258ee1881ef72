package dev.trainyard.train.main;

import dev.trainyard.tensor.Device;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Prints how many graphics processors libtorch can use, on a line of its own, and exits. */
public final class DevicesMain {
    private DevicesMain() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        ParentWatch.exitWithParent();
        try (PrintStream lines =
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            lines.println(Device.count());
        }
        Runtime.getRuntime().halt(0);
    }
}
