package io.tidaldb.server;

import io.tidaldb.monitor.Monitor;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers POSTs at the protocols' paths, reads no body beyond the limit, and shows the pages for
 * monitoring.
 */
final class RequestHandler extends Handler.Abstract {
    /** How much of a body that is too long is read and thrown away, as a multiple of the limit. */
    private static final int DISCARDED_LIMITS = 4;

    private final Map<String, WireProtocol> protocols;
    private final Function<String, Optional<Monitor.Page>> pages;
    private final int maxRequestBytes;

    /**
     * @param protocols which protocol is spoken at which path
     * @param pages what can be read at further paths
     * @param maxRequestBytes the longest body
     */
    RequestHandler(
            Map<String, WireProtocol> protocols,
            Function<String, Optional<Monitor.Page>> pages,
            int maxRequestBytes) {
        this.protocols = protocols;
        this.pages = pages;
        this.maxRequestBytes = maxRequestBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException {
        String path = Request.getPathInContext(request);
        WireProtocol protocol = protocols.get(path);
        if (protocol != null) {
            return call(protocol, request, response, callback);
        }
        if (!HttpMethod.GET.is(request.getMethod())) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        Optional<Monitor.Page> page = pages.apply(path);
        if (page.isEmpty()) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        } else {
            write(
                    response,
                    page.get().status(),
                    page.get().contentType(),
                    page.get().body(),
                    callback);
        }
        return true;
    }

    private boolean call(
            WireProtocol protocol, Request request, Response response, Callback callback)
            throws IOException {
        if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, HttpMethod.POST.asString());
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        WireProtocol.Answer answer;
        byte[] body = body(request);
        if (body == null) {
            // A rest of the body may stay unread, so the connection cannot serve another request.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            answer = protocol.tooLarge(maxRequestBytes);
        } else {
            answer = protocol.answer(body);
        }
        write(response, answer.status(), protocol.contentType(), answer.body(), callback);
        return true;
    }

    private static void write(
            Response response, int status, String contentType, byte[] body, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private byte[] body(Request request) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            boolean announced = request.getLength() > maxRequestBytes;
            byte[] body = announced ? null : in.readNBytes(maxRequestBytes + 1);
            if (body != null && body.length <= maxRequestBytes) {
                return body;
            }
            // A client that is still sending reads no answer and would see a broken connection.
            in.skip((long) DISCARDED_LIMITS * maxRequestBytes);
            return null;
        }
    }
}
