package io.tidaldb.server;

import io.tidaldb.jdbc.WireFormat;

import org.apache.calcite.avatica.remote.Service;

import java.io.IOException;

/** Avatica's JSON, the faster of the two for rows. */
final class JsonProtocol extends WireProtocol {
    JsonProtocol(Service service) {
        super(service);
    }

    @Override
    String contentType() {
        return "application/json;charset=utf-8";
    }

    @Override
    Service.Request decode(byte[] body) throws IOException {
        return WireFormat.mapper().readValue(body, Service.Request.class);
    }

    @Override
    byte[] encode(Service.Response response) throws IOException {
        return WireFormat.mapper().writeValueAsBytes(response);
    }
}
