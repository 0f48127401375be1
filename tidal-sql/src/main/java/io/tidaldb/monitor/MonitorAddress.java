package io.tidaldb.monitor;

import io.tidaldb.error.ConfigurationException;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses to serve health and metrics at, as text. */
public final class MonitorAddress {
    private static final int MAX_PORT = 65_535;

    private MonitorAddress() {}

    /**
     * Reads {@code PORT}, at the loopback address, or {@code HOST:PORT}; an IPv6 address stands in
     * brackets. Port 0 is any that is free.
     *
     * @throws ConfigurationException if it is neither
     */
    public static InetSocketAddress parse(String text) {
        String address = text.strip();
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.indexOf(':') >= 0 && !bracketed) {
            throw wrong(text);
        }
        int port = port(address.substring(colon + 1), text);
        if (colon < 0) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
        if (host.isEmpty()) {
            throw wrong(text);
        }
        return new InetSocketAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    private static int port(String digits, String text) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers out of range.
        }
        throw wrong(text);
    }

    private static ConfigurationException wrong(String text) {
        return new ConfigurationException(
                MonitorEndpoint.SETTING,
                "'" + text + "'",
                "it must be PORT or HOST:PORT, where PORT is 0 to 65535");
    }
}
