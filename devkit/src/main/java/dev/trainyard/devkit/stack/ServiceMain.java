package dev.trainyard.devkit.stack;

import dev.trainyard.supervisor.ParentWatch;
import java.lang.reflect.InvocationTargetException;

/** Runs a packaged service in a process of its own that ends with the stack, however the stack ended. */
final class ServiceMain {
    private static final String PACKAGED_SERVICE = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";

    private ServiceMain() {}

    public static void main(String[] arguments) throws Throwable {
        ParentWatch.exitWithParent();
        try {
            Class.forName(PACKAGED_SERVICE).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
