package dev.trainyard.supervisor;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where a child's log goes: to stderr, which its parent keeps in a file.
 *
 * <p>A child that runs on the class path of a Quarkus service finds a log manager there that holds everything back
 * until Quarkus starts, which it never does in a child.
 */
public final class ChildLog {
    private static final String JBOSS = "org.jboss.logmanager.LogManager";

    private ChildLog() {}

    /** To be called first in {@code main}: a log manager is chosen once. */
    public static void toStderr() {
        if (ChildLog.class.getClassLoader().getResource(JBOSS.replace('.', '/') + ".class") != null) {
            System.setProperty("java.util.logging.manager", JBOSS);
        }
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new ConsoleHandler());
        root.setLevel(Level.INFO);
    }
}
