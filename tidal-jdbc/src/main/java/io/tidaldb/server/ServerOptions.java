package io.tidaldb.server;

import io.tidaldb.error.ConfigurationException;
import io.tidaldb.jdbc.TidalUrl;
import io.tidaldb.meta.ConnectionLimits;
import io.tidaldb.store.BackupPlaces;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * How to serve.
 *
 * @param host the address to listen at; only loopback ones for now
 * @param port the port to listen at; 0 for any that is free
 * @param limits how much clients may take
 * @param maxRequestBytes the longest request body
 * @param stopTimeout how long running requests may take to finish when the server stops
 * @param backups where clients may have backups written, on this machine
 */
public record ServerOptions(
        String host,
        int port,
        ConnectionLimits limits,
        int maxRequestBytes,
        Duration stopTimeout,
        BackupPlaces backups) {
    /** Loopback, the default port, requests up to 64 MiB, no backups. */
    public static final ServerOptions DEFAULT =
            new ServerOptions(
                    "127.0.0.1",
                    TidalUrl.DEFAULT_PORT,
                    ConnectionLimits.DEFAULT,
                    64 << 20,
                    Duration.ofSeconds(5),
                    new BackupPlaces.Nowhere());

    /**
     * @throws ConfigurationException if the address is not this machine's own, or a number is out
     *     of range
     */
    public ServerOptions {
        if (port < 0 || port > 65_535) {
            throw new ConfigurationException(
                    "port", port, "it must be 0 to 65535, 0 meaning any that is free");
        }
        if (maxRequestBytes < 1) {
            throw new ConfigurationException(
                    "maxRequestBytes", maxRequestBytes, "it must be at least 1");
        }
        requireLoopback(host);
    }

    private static void requireLoopback(String host) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    "host", "'" + host + "'", "it is not the name or address of a machine", e);
        }
        if (host.isBlank() || !address.isLoopbackAddress()) {
            throw new ConfigurationException(
                    "host",
                    "'" + host + "'",
                    "others can reach it there. The server has neither authentication nor TLS yet,"
                            + " and without them it listens at loopback addresses only: use"
                            + " 127.0.0.1, or reach it through an SSH tunnel");
        }
    }

    /** The same, at another port. */
    public ServerOptions withPort(int other) {
        return new ServerOptions(host, other, limits, maxRequestBytes, stopTimeout, backups);
    }

    /** The same, at another address. */
    public ServerOptions withHost(String other) {
        return new ServerOptions(other, port, limits, maxRequestBytes, stopTimeout, backups);
    }

    /** The same, with backups elsewhere. */
    public ServerOptions withBackups(BackupPlaces other) {
        return new ServerOptions(host, port, limits, maxRequestBytes, stopTimeout, other);
    }
}
