package io.tidaldb.jdbc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.Service;

/** Carries requests to a server as JSON over HTTP, on connections that are kept open. */
final class HttpTransport {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** One for all connections of the process: it pools sockets per server. */
    private static final class Shared {
        static final HttpClient CLIENT =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .build();
    }

    private final String address;
    private final HttpRequest.Builder template;

    HttpTransport(TidalUrl url) {
        this.address = url.location() + ":" + url.port();
        this.template =
                HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                        .header("Content-Type", "application/json");
    }

    /**
     * Sends a request and waits for its response.
     *
     * @throws AvaticaRuntimeException with the server's error, or 08001 or 08006 when it cannot be
     *     reached
     */
    <T extends Service.Response> T call(Service.Request request, Class<T> expected) {
        Service.Response response;
        try {
            byte[] body = WireFormat.mapper().writeValueAsBytes(request);
            HttpRequest post =
                    template.copy().POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
            HttpResponse<byte[]> answer =
                    Shared.CLIENT.send(post, HttpResponse.BodyHandlers.ofByteArray());
            response = read(answer);
        } catch (ConnectException | HttpConnectTimeoutException | UnresolvedAddressException e) {
            throw SqlErrors.failure(
                    SqlErrors.CANNOT_CONNECT,
                    "Cannot reach tidalDB at "
                            + address
                            + ". Is the server running there? Start one with: tidal serve --data"
                            + " DIR",
                    e);
        } catch (IOException e) {
            throw SqlErrors.failure(
                    SqlErrors.CONNECTION_FAILURE,
                    "The connection to "
                            + address
                            + " broke ("
                            + e
                            + "); whether the statement took effect is unknown.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SqlErrors.failure(
                    SqlErrors.CONNECTION_FAILURE, "Interrupted while waiting for " + address, e);
        }
        if (response instanceof Service.ErrorResponse) {
            throw error((Service.ErrorResponse) response);
        }
        if (!expected.isInstance(response)) {
            throw notTidal("it answered a " + expected.getSimpleName() + " with another message");
        }
        return expected.cast(response);
    }

    private Service.Response read(HttpResponse<byte[]> answer) {
        if (answer.statusCode() == HttpURLConnection.HTTP_UNAVAILABLE) {
            throw SqlErrors.failure(
                    SqlErrors.CONNECTION_FAILURE, "The server at " + address + " is stopping.", null);
        }
        try {
            return WireFormat.mapper().readValue(answer.body(), Service.Response.class);
        } catch (IOException e) {
            throw notTidal(
                    String.format(
                            Locale.ROOT, "its answer has status %d", answer.statusCode()));
        }
    }

    private AvaticaRuntimeException notTidal(String why) {
        return SqlErrors.failure(
                SqlErrors.CANNOT_CONNECT,
                "What listens at " + address + " is not a tidalDB server: " + why + ".",
                null);
    }

    private static AvaticaRuntimeException error(Service.ErrorResponse error) {
        if (error.errorCode == Service.ErrorResponse.MISSING_CONNECTION_ERROR_CODE) {
            return SqlErrors.failure(
                    "08003", "The server no longer knows this connection; connect again.", null);
        }
        return new AvaticaRuntimeException(
                String.valueOf(error.errorMessage),
                error.errorCode,
                error.sqlState == null ? "HY000" : error.sqlState,
                error.severity == null ? AvaticaSeverity.ERROR : error.severity);
    }
}
