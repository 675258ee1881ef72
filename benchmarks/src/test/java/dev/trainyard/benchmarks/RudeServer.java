package dev.trainyard.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server that streams, and then does what HTTP does not foresee: it closes the connection though it has promised to keep it
 * ({@code closing}), breaks off in the middle ({@code breaking}), or does not start at all ({@code failing}).
 */
final class RudeServer {
    private static final String PIECES = """
            data: {"choices":[{"text":"a"}]}

            data: {"choices":[{"text":"b"}]}

            data: {"choices":[],"usage":{"completion_tokens":2}}

            data: [DONE]

            """;

    private RudeServer() {}

    public static void main(String... arguments) throws IOException {
        if (arguments[0].equals("failing")) {
            System.err.println("no model in this file");
            System.exit(7);
        }
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[1]), 64, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket client = server.accept();
                Thread.ofPlatform().start(() -> answer(client, arguments[0].equals("breaking")));
            }
        }
    }

    private static void answer(Socket client, boolean breaking) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = client.getOutputStream();
            String first = in.readLine();
            readHead(in);
            if (first == null || first.startsWith("GET")) {
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nKeep-Alive: timeout=5\r\n\r\n");
            write(out, Integer.toHexString(PIECES.length()) + "\r\n" + PIECES + "\r\n");
            if (breaking) {
                System.err.println("the slot is gone");
            } else {
                write(out, "0\r\n\r\n");
                // Long enough for a client to send its next request.
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            // The client has left.
        }
    }

    private static void readHead(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
