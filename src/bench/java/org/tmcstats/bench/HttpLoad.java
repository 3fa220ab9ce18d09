package org.tmcstats.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * POST requests over connections that stay open, encoded before they are wanted. As cheap as can be: what a client costs
 * would hide on a small machine what the server costs.
 */
final class HttpLoad {
    private final int port;
    private final String authorization;
    private final int connections;

    HttpLoad(int port, String client, String secret, int connections) {
        this.port = port;
        this.authorization =
                Base64.getEncoder().encodeToString((client + ':' + secret).getBytes(StandardCharsets.UTF_8));
        this.connections = connections;
    }

    /**
     * Sends all bodies, each in a request of its own, and waits for all answers.
     *
     * @param path for a feed each connection is a box of its own
     * @throws IOException also when a request is not answered by 202
     */
    double seconds(String path, List<byte[]> bodies) throws IOException, InterruptedException {
        List<List<byte[]>> shares = new ArrayList<>();
        for (int c = 0; c < connections; c++) {
            List<byte[]> share = new ArrayList<>();
            String target = path.endsWith("/stb") ? path + "/bench-" + c : path;
            for (int i = c; i < bodies.size(); i += connections) {
                share.add(request(target, bodies.get(i)));
            }
            shares.add(share);
        }
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<Integer>> done = new ArrayList<>();
            long begin = System.nanoTime();
            for (List<byte[]> share : shares) {
                done.add(threads.submit(() -> send(share)));
            }
            for (Future<Integer> one : done) {
                one.get();
            }
            return (System.nanoTime() - begin) / 1e9;
        } catch (ExecutionException e) {
            throw new IOException("a connection failed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** One request by itself: a secret is verified at length once, and of many at a time some would be put off. */
    void signIn(String path) throws IOException {
        send(List.of(request(path, new byte[0])));
    }

    private byte[] request(String path, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic " + authorization
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private int send(List<byte[]> requests) throws IOException {
        int left = 0;
        Socket socket = null;
        InputStream in = InputStream.nullInputStream();
        try {
            for (byte[] request : requests) {
                // The server ends a connection after some requests, and says so.
                if (socket == null) {
                    socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.setTcpNoDelay(true);
                    in = new BufferedInputStream(socket.getInputStream());
                }
                socket.getOutputStream().write(request);
                if (answerEnds(in)) {
                    socket.close();
                    socket = null;
                    left++;
                }
            }
            return left;
        } finally {
            if (socket != null) {
                socket.close();
            }
        }
    }

    /** Reads one answer; true when the server closes the connection behind it. */
    private static boolean answerEnds(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 202")) {
            throw new IOException("answered by " + status);
        }
        int length = 0;
        boolean chunked = false;
        boolean ends = false;
        for (String header = line(in).toLowerCase(Locale.ROOT);
                !header.isEmpty();
                header = line(in).toLowerCase(Locale.ROOT)) {
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).trim());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.contains("chunked");
            } else if (header.startsWith("connection:")) {
                ends = header.contains("close");
            }
        }
        if (chunked) {
            int chunk;
            do {
                chunk = Integer.parseInt(line(in).trim(), 16);
                in.skipNBytes(chunk + 2L);
            } while (chunk > 0);
        } else {
            in.skipNBytes(length);
        }
        return ends;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
