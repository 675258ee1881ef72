package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.TextClassifier;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.supervisor.ChildLog;
import dev.trainyard.supervisor.ParentWatch;
import dev.trainyard.torchscript.TorchScriptModel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one model until SIGTERM, by the command line of {@link ServerOptions}.
 *
 * <p>Stdout carries one line, {@code {"event":"listening","port":N,"routes":[…]}} or {@code {"event":"failed","code","message"}};
 * everything else goes to stderr. Exit codes: 0 after SIGTERM, 2 where the command line or the model is wrong, 4
 * otherwise.
 */
public final class ModelServerMain {
    private static final int USER_ERROR = 2;
    private static final int DEFECT = 4;

    private ModelServerMain() {}

    /** Entry point of the process. */
    public static void main(String... arguments) {
        ChildLog.toStderr();
        ParentWatch.exitWithParent();
        PrintStream stdout = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // Libraries that print must not disturb the one line the parent reads.
        System.setOut(System.err);
        try {
            serve(stdout, ServerOptions.parse(arguments));
        } catch (TrainingFailure e) {
            fail(stdout, e.code().name(), e, USER_ERROR);
        } catch (IllegalArgumentException e) {
            fail(stdout, "INVALID_REQUEST", e, USER_ERROR);
        } catch (BindException e) {
            fail(stdout, "UNAVAILABLE", e, DEFECT);
        } catch (Exception e) {
            fail(stdout, "INTERNAL", e, DEFECT);
        } catch (OutOfMemoryError e) {
            fail(stdout, "OUT_OF_MEMORY", e, DEFECT);
        }
    }

    private static void serve(PrintStream stdout, ServerOptions options) throws Exception {
        requireFreePort(options);
        ServedModel model = load(options);
        WarmUp.run(model, options, options.warmUp());
        ModelServer server = ModelServer.start(model, options, options.limits());
        // Not before the log is set up.
        Logger log = LoggerFactory.getLogger(ModelServerMain.class);
        log.info("serving {} on {}:{}", options.name(), options.host(), server.port());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(server, log), "shutdown"));
        ObjectNode listening =
                JsonNodeFactory.instance.objectNode().put("event", "listening").put("port", server.port());
        server.paths().forEach(listening.putArray("routes")::add);
        stdout.println(listening);
    }

    private static void shutDown(ModelServer server, Logger log) {
        log.info("shutting down: {} requests wait", server.waiting());
        server.close();
    }

    /** Before a model is loaded for nothing. */
    private static void requireFreePort(ServerOptions options) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(options.host(), options.port()));
        } catch (BindException e) {
            BindException named = new BindException("cannot listen on " + options.host() + ":" + options.port() + " ("
                    + e.getMessage() + "): choose another --port or --host, or 0 for any free port");
            named.initCause(e);
            throw named;
        } catch (SocketException e) {
            throw new IllegalArgumentException(
                    "--host " + options.host() + " is no address of this machine (" + e.getMessage()
                            + "): use 127.0.0.1, or 0.0.0.0 for all",
                    e);
        }
    }

    private static ServedModel load(ServerOptions options) {
        Path folder = options.model();
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "--model " + folder
                            + " is no folder: expected one in Hugging Face layout, with config.json, weights and tokenizer.json");
        }
        if (TorchScriptModel.isIn(folder)) {
            return LoadedTorchScript.load(folder);
        }
        if (TextClassifier.isIn(folder)) {
            return LoadedClassifier.load(folder);
        }
        return ModelFamilies.writesText(folder)
                ? LoadedModel.load(folder, options.batch())
                : LoadedEmbedder.load(folder);
    }

    private static void fail(PrintStream stdout, String code, Throwable problem, int exitCode) {
        problem.printStackTrace(System.err);
        stdout.println(JsonNodeFactory.instance
                .objectNode()
                .put("event", "failed")
                .put("code", code)
                .put("message", String.valueOf(problem.getMessage())));
        System.exit(exitCode);
    }
}
