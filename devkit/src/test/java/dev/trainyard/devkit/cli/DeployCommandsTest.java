package dev.trainyard.devkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.devkit.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code deploy} and {@code deployments} against a gateway that gives the answers it was told, one after the other. */
@SuppressWarnings("NullAway.Init")
final class DeployCommandsTest {
    private static final String STARTING = deployment("starting", "[]", "");
    private static final String READY = deployment(
            "ready",
            "[{\"status\": \"starting\", \"weight\": 0, \"reason\": \"asked for\"},"
                    + " {\"status\": \"ready\", \"weight\": 100, \"reason\": \"it takes all requests\"}]",
            ", \"endpoint\": \"http://127.0.0.1:8085/v1\"");

    private final List<String> asked = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();
    private HttpServer gateway;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/api/training", this::answer);
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void aVersionIsDeployedAsAskedAndFollowedUntilItTakesItsRequests() {
        data(200, "{\"id\": \"ver-1\"}");
        data(202, STARTING);
        data(200, READY);

        int code = run(
                "deploy",
                "tutor@champion",
                "--canary",
                "10,100",
                "--step-seconds",
                "5",
                "--min-requests",
                "20",
                "--target",
                "local",
                "--tag",
                "team=blue",
                "--no-auto-rollback",
                "--force");

        assertThat(code).isEqualTo(ExitCode.DONE);
        assertThat(asked)
                .containsExactly(
                        "GET /api/training/models/resolve?ref=tutor%40champion ",
                        "POST /api/training/deploy/ver-1 {\"canary\":{\"steps\":[10,100],\"step_seconds\":5,"
                                + "\"min_requests\":20},\"target\":\"local\",\"deployment_tags\":{\"team\":\"blue\"},"
                                + "\"auto_rollback\":false,\"force\":true}",
                        "GET /api/training/deployments/dep-1 ");
        assertThat(said())
                .contains("dep-1 of tutor/2 is accepted", "100 %  it takes all requests")
                .contains("tutor/2 is served as tutor at http://127.0.0.1:8085/v1");
    }

    @Test
    void nothingIsWaitedForUnlessWished() {
        data(200, "{\"id\": \"ver-1\"}");
        data(202, STARTING);

        assertThat(run("deploy", "tutor/2", "--no-wait")).isEqualTo(ExitCode.DONE);

        assertThat(asked).hasSize(2).last().asString().endsWith("/deploy/ver-1 {}");
    }

    @Test
    void aVersionThatIsHeldIsLeftToTheUser() {
        data(200, "{\"id\": \"ver-1\"}");
        data(202, STARTING);
        data(
                200,
                deployment(
                        "canary",
                        "[{\"status\": \"canary\", \"weight\": 10, \"reason\": \"held: 3 of 3 answers were errors\"}]",
                        ", \"step\": {\"number\": 1, \"held\": \"3 of 3 answers were errors\"}"));

        assertThat(run("deploy", "tutor/2")).isEqualTo(ExitCode.FAILED);

        assertThat(said())
                .contains(
                        "held: 3 of 3 answers were errors", "./trainyard deployments promote dep-1", "rollback dep-1");
    }

    @Test
    void whatTheGatewayRefusesIsSaidWithEveryProblem() {
        problem(404, "there is no version tutor/9", "");
        assertThat(run("deploy", "tutor/9")).isEqualTo(ExitCode.REFUSED);
        assertThat(errors.toString()).contains("there is no version tutor/9");

        data(200, "{\"id\": \"ver-1\"}");
        problem(400, "the deployment cannot be started: target: expected local", "");
        assertThat(run("deploy", "tutor/2", "--target", "moon")).isEqualTo(ExitCode.REFUSED);
        assertThat(errors.toString()).contains("target: expected local");

        assertThat(run("deploy")).isEqualTo(ExitCode.REFUSED);
        assertThat(run("deploy", "tutor/2", "--canary", "ten")).isEqualTo(ExitCode.REFUSED);
        assertThat(run("deployments", "promote")).isEqualTo(ExitCode.REFUSED);
        assertThat(asked).hasSize(3);
    }

    @Test
    void aFailedRolloutFailsTheCommand() {
        data(200, "{\"id\": \"ver-1\"}");
        data(202, STARTING);
        data(200, deployment("failed", "[{\"status\": \"failed\", \"weight\": 0, \"reason\": \"rolled back\"}]", ""));

        assertThat(run("deploy", "tutor/2")).isEqualTo(ExitCode.FAILED);

        assertThat(said()).contains("failed      0 %  rolled back");
    }

    @Test
    void deploymentsAreListedWithTheirHealth() {
        data(200, "[]");
        assertThat(run("deployments")).isEqualTo(ExitCode.DONE);
        assertThat(said()).contains("nothing is deployed: ./trainyard deploy NAME/NUMBER");

        data(
                200,
                "["
                        + deployment(
                                "canary",
                                "[]",
                                ", \"health\": {\"status\": \"ok\"}, \"traffic\":"
                                        + " {\"requests\": 12, \"p95_millis\": 40.4}")
                        + "," + STARTING + "]");
        assertThat(run("deployments", "list")).isEqualTo(ExitCode.DONE);
        assertThat(said().lines())
                .anySatisfy(line -> assertThat(line).contains("dep-1", "tutor/2", "canary", "ok", "12", "40 ms"));
    }

    @Test
    void peopleDecideAboutDeployments() {
        data(200, READY);
        assertThat(run("deployments", "promote", "dep-1")).isEqualTo(ExitCode.DONE);
        assertThat(asked).containsExactly("POST /api/training/deployments/dep-1/promote {}");
        assertThat(said()).contains("tutor/2 takes all requests for tutor at http://127.0.0.1:8085/v1");

        problem(409, "dep-1 is ready: it takes all requests already", "");
        assertThat(run("deployments", "promote", "dep-1")).isEqualTo(ExitCode.REFUSED);
        assertThat(errors.toString()).contains("it takes all requests already");

        data(202, STARTING.replace("dep-1", "dep-2"));
        data(200, READY);
        assertThat(run("deployments", "rollback", "dep-1")).isEqualTo(ExitCode.DONE);
        assertThat(asked.subList(2, 4))
                .containsExactly(
                        "POST /api/training/deployments/dep-1/rollback {}", "GET /api/training/deployments/dep-2 ");

        data(200, deployment("stopped", "[]", ""));
        assertThat(run("deployments", "stop", "dep-1")).isEqualTo(ExitCode.DONE);
        assertThat(said()).contains("dep-1 is stopped");

        data(200, READY);
        assertThat(run("deployments", "show", "dep-1")).isEqualTo(ExitCode.DONE);
        assertThat(said()).contains("\"reason\" : \"it takes all requests\"");

        problem(404, "no deployment \"../x\"", "");
        assertThat(run("deployments", "show", "../x")).isEqualTo(ExitCode.REFUSED);
        assertThat(asked).last().asString().startsWith("GET /api/training/deployments/..%2Fx");
    }

    private static String deployment(String status, String history, String more) {
        return "{\"id\": \"dep-1\", \"reference\": \"tutor/2\", \"served_name\": \"tutor\", \"status\": \"" + status
                + "\", \"weight\": 10, \"history\": " + history + more + "}";
    }

    private void data(int status, String data) {
        answers.add(new Answer(status, "{\"success\": true, \"data\": " + data + "}"));
    }

    private void problem(int status, String detail, String problems) {
        answers.add(new Answer(status, "{\"detail\": \"" + detail.replace("\"", "\\\"") + "\"" + problems + "}"));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        Session session = new Session(
                new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false, false, 160),
                Map.of(
                        "TRAINYARD_URL",
                        "http://127.0.0.1:" + gateway.getAddress().getPort()),
                Path.of("."));
        var line = TrainyardCommand.commandLine(session);
        line.setErr(new PrintWriter(errors, true));
        return line.execute(arguments);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            Answer answer = answers.remove();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
