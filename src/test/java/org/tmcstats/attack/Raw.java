package org.tmcstats.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP byte by byte, as no library would send it. */
final class Raw {
    /** Longer than any limit of the server: who waits for it has found one that is missing. */
    private static final int PATIENCE_MS = 90_000;

    private final URI server;
    private final String authorization;

    private Raw(URI server, String authorization) {
        this.server = server;
        this.authorization = authorization;
    }

    static Raw anonymous(URI server) {
        return new Raw(server, "");
    }

    static Raw as(URI server, String id, String secret) {
        String pair = Base64.getEncoder().encodeToString((id + ':' + secret).getBytes(StandardCharsets.UTF_8));
        return new Raw(server, "Authorization: Basic " + pair + "\r\n");
    }

    /**
     * Everything that came back until the server closed the connection.
     *
     * @param text in ISO-8859-1, several replies behind each other when there were
     */
    record Reply(String text) {
        /** Of the first reply; 0 when there was none. */
        int status() {
            return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
        }

        Optional<String> header(String name) {
            return head().lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst();
        }

        String head() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? text : text.substring(0, end);
        }

        String body() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? "" : text.substring(end + 4);
        }

        /** The body in UTF-8, put together where it came in chunks. */
        String content() {
            byte[] bytes = body().getBytes(StandardCharsets.ISO_8859_1);
            if (header("transfer-encoding").isEmpty()) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            int at = 0;
            while (true) {
                int end = body().indexOf("\r\n", at);
                int length = Integer.parseInt(body().substring(at, end), 16);
                if (length == 0) {
                    return whole.toString(StandardCharsets.UTF_8);
                }
                whole.write(bytes, end + 2, length);
                at = end + 2 + length + 2;
            }
        }
    }

    /** A piece of a request, and how long its sender waits before it. */
    record Piece(int millisBefore, byte[] bytes) {}

    Reply get(String target) {
        return send(request("GET", target, ""));
    }

    /** With a body of the length that it has. */
    Reply send(String method, String target, String type, byte[] body) {
        return send(
                request(method, target, "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n"),
                new Piece(0, body));
    }

    byte[] request(String method, String target, String headers) {
        return (method + ' ' + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nConnection: close\r\n"
                        + authorization + headers + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    Reply send(byte[] request, Piece... pieces) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            Thread sender = new Thread(() -> write(socket, request, List.of(pieces)));
            sender.start();
            ByteArrayOutputStream reply = new ByteArrayOutputStream();
            read(socket.getInputStream(), reply);
            socket.close(); // ends the sender too
            sender.join();
            return new Reply(reply.toString(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(InputStream in, ByteArrayOutputStream reply) throws IOException {
        byte[] bytes = new byte[8192];
        try {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                reply.write(bytes, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new IllegalStateException("the server keeps the connection, having said " + reply, e);
        } catch (IOException e) {
            // reset: closed while we were still sending
        }
    }

    private static void write(Socket socket, byte[] request, List<Piece> pieces) {
        try {
            socket.getOutputStream().write(request);
            for (Piece piece : pieces) {
                Thread.sleep(piece.millisBefore());
                socket.getOutputStream().write(piece.bytes());
            }
        } catch (IOException e) {
            // closed by the server, which is what is looked for
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
