package io.tidaldb.server;

import com.google.protobuf.ByteString;

import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.remote.ProtobufTranslation;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;

import java.io.IOException;

/** Avatica's protocol buffers, which clients in other languages prefer. */
final class ProtobufProtocol extends WireProtocol {
    private static final String EXECUTE = Requests.ExecuteRequest.class.getName();

    private final ProtobufTranslation translation = new ProtobufTranslationImpl();

    ProtobufProtocol(Service service) {
        super(service);
    }

    @Override
    String contentType() {
        return "application/x-google-protobuf";
    }

    @Override
    Service.Request decode(byte[] body) throws IOException {
        return translation.parseRequest(withoutSignature(body));
    }

    /**
     * A statement's handle may carry a signature, whose cursor may name a class, which Avatica
     * would load. The server has its own signature, so the client's is dropped unread.
     */
    private static byte[] withoutSignature(byte[] body) throws IOException {
        Common.WireMessage message = Common.WireMessage.parseFrom(body);
        if (!message.getName().equals(EXECUTE)) {
            return body;
        }
        Requests.ExecuteRequest.Builder execute =
                Requests.ExecuteRequest.parseFrom(message.getWrappedMessage()).toBuilder();
        execute.getStatementHandleBuilder().clearSignature();
        ByteString cleaned = execute.build().toByteString();
        return message.toBuilder().setWrappedMessage(cleaned).build().toByteArray();
    }

    @Override
    byte[] encode(Service.Response response) throws IOException {
        return translation.serializeResponse(response);
    }
}
