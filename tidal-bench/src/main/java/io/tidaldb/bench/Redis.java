package io.tidaldb.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Events as Redis counts them: for each a {@code ZINCRBY} of a sorted set, by which items are
 * ranked, and a {@code HINCRBY} of the hour's hash, pipelined. Its append-only file is synced every
 * second and never rewritten, and no snapshots are taken.
 */
final class Redis implements Throughput.Work, AutoCloseable {
    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int PIPELINES_ON_THE_WAY = 4;

    /** Of an event: a bulk string takes two, an integer one. */
    private static final int REPLY_LINES = 3;

    private final PeerProcess server;
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final EventStream stream;
    private final byte[] replies = new byte[1 << 16];
    private byte[] commands = new byte[1 << 20];
    private int length;
    private long linesToCome;

    private Redis(PeerProcess server, int port, EventStream stream) throws IOException {
        this.server = server;
        this.stream = stream;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.out = socket.getOutputStream();
        this.in = socket.getInputStream();
    }

    /** Starts a server in a directory; null if it is not installed. */
    static Redis start(Path directory, EventStream stream)
            throws IOException, InterruptedException {
        Path program = PeerProcess.find("redis-server");
        if (program == null) {
            return null;
        }
        Files.createDirectories(directory);
        int port = PeerProcess.freePort();
        List<String> command =
                List.of(
                        program.toString(),
                        "--bind 127.0.0.1",
                        "--port " + port,
                        "--dir " + directory,
                        "--appendonly yes",
                        "--appendfsync everysec",
                        "--auto-aof-rewrite-percentage 0",
                        "--save \"\"");
        return new Redis(PeerProcess.start(command, directory.resolve("log"), port), port, stream);
    }

    @Override
    public long run(long deadline) throws IOException {
        long done = 0;
        while (System.nanoTime() < deadline) {
            send();
            done += EVENTS_AT_ONCE;
            while (linesToCome > (PIPELINES_ON_THE_WAY - 1) * EVENTS_AT_ONCE * REPLY_LINES) {
                receive();
            }
        }
        while (linesToCome > 0) {
            receive();
        }
        return done;
    }

    private void send() throws IOException {
        length = 0;
        String hour = "plays:" + System.currentTimeMillis() / 3_600_000;
        byte[] ranking = bytes("*4\r\n$7\r\nZINCRBY\r\n$5\r\nplays\r\n$1\r\n1\r\n");
        byte[] counting =
                bytes("*4\r\n$7\r\nHINCRBY\r\n$" + hour.length() + "\r\n" + hour + "\r\n");
        byte[] one = bytes("$1\r\n1\r\n");
        for (int i = 0; i < EVENTS_AT_ONCE; i++) {
            stream.advance();
            String post = Long.toString(stream.post());
            byte[] key = bytes("$" + post.length() + "\r\n" + post + "\r\n");
            append(ranking);
            append(key);
            append(counting);
            append(key);
            append(one);
        }
        out.write(commands, 0, length);
        linesToCome += EVENTS_AT_ONCE * REPLY_LINES;
    }

    private void append(byte[] bytes) {
        if (length + bytes.length > commands.length) {
            commands = Arrays.copyOf(commands, commands.length * 2);
        }
        System.arraycopy(bytes, 0, commands, length, bytes.length);
        length += bytes.length;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void receive() throws IOException {
        int count = in.read(replies);
        if (count < 0) {
            throw new IOException("Redis closed the connection");
        }
        for (int i = 0; i < count; i++) {
            if (replies[i] == '\n') {
                linesToCome--;
            } else if (replies[i] == '-') {
                throw new IOException(
                        "Redis: " + new String(replies, i, count - i, StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        server.close();
    }
}
