package org.tmcstats.bench;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tmcstats.simulator.CallTraffic;

/**
 * A media server as cheap as can be, in a process of its own: one connection at a time, frames encoded before they are
 * wanted. Prints its port, then does what standard input says: {@code prepare N FIRST} makes N messages of sessions from
 * that number on, {@code go} sends them; each is answered by a line when done. What is prepared stays.
 */
final class MediaServerSource {
    private static final int MESSAGES_A_SESSION = 100;
    private static final int CHUNK = 64 << 10;

    private final Object writing = new Object();
    private @Nullable Socket client;
    private byte[] frames = {};

    private MediaServerSource() {}

    public static void main(String[] arguments) throws IOException {
        new MediaServerSource().serve();
    }

    private void serve() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> accept(server));
            accepting.setDaemon(true);
            accepting.start();
            System.out.println(server.getLocalPort());
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                String[] words = order.split(" ", -1);
                if (words[0].equals("prepare")) {
                    prepare(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                } else {
                    send();
                }
                System.out.println("done");
            }
        }
    }

    private void prepare(int messages, int firstSession) {
        CallTraffic traffic = new CallTraffic(firstSession);
        int sessions = Math.max(1, messages / MESSAGES_A_SESSION);
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
        ByteArrayOutputStream out = new ByteArrayOutputStream(messages * 1100);
        for (int i = 0; i < messages; i++) {
            Instant at = begin.plusNanos(60_000_000_000L / messages * i);
            byte[] text = traffic.load(firstSession + i % sessions, at).getBytes(StandardCharsets.UTF_8);
            out.write(0x81);
            out.write(126);
            out.write(text.length >>> 8);
            out.write(text.length);
            out.writeBytes(text);
        }
        frames = out.toByteArray();
    }

    private void send() throws IOException {
        OutputStream out = connected().getOutputStream();
        int sent = 0;
        while (sent < frames.length) {
            int end = wholeFrames(sent);
            // A pong must not come between the parts of a frame.
            synchronized (writing) {
                out.write(frames, sent, end - sent);
            }
            sent = end;
        }
    }

    /** The client, once it has come. */
    private Socket connected() throws IOException {
        synchronized (writing) {
            while (client == null) {
                try {
                    writing.wait();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return client;
        }
    }

    private int wholeFrames(int from) {
        int end = from;
        while (end < frames.length && end - from < CHUNK) {
            end += 4 + ((frames[end + 2] & 0xff) << 8 | frames[end + 3] & 0xff);
        }
        return end;
    }

    private void accept(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                handshake(socket);
                synchronized (writing) {
                    client = socket;
                    writing.notifyAll();
                }
                answer(socket);
            } catch (IOException e) {
                // The client went away: the next one may come.
                synchronized (writing) {
                    client = null;
                }
            }
        }
    }

    private static void handshake(Socket socket) throws IOException {
        StringBuilder request = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no handshake");
            }
            request.append((char) next);
        }
        String key = "";
        for (String line : request.toString().split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                key = line.substring(line.indexOf(':') + 1).trim();
            }
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Answers pings until the client closes. */
    private void answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int opcode = in.readByte() & 0x0f;
            int length = in.readByte() & 0x7f;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            if (opcode == 8) {
                throw new IOException("closed");
            }
            if (opcode == 9) {
                byte[] pong = new byte[2 + length];
                pong[0] = (byte) 0x8a;
                pong[1] = (byte) length;
                for (int i = 0; i < length; i++) {
                    pong[2 + i] = (byte) (payload[i] ^ mask[i % 4]);
                }
                synchronized (writing) {
                    socket.getOutputStream().write(pong);
                }
            }
        }
    }
}
