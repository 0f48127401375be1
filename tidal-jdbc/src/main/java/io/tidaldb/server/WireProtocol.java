package io.tidaldb.server;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.meta.Failures;

import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.NoSuchConnectionException;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.Service;

import java.io.IOException;
import java.util.List;

/** Answers encoded requests. What fails is answered too, without stack traces. */
abstract sealed class WireProtocol permits JsonProtocol, ProtobufProtocol {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FAILED = 500;

    private final Service service;

    WireProtocol(Service service) {
        this.service = service;
    }

    /** An encoded answer and the HTTP status that goes with it. */
    record Answer(int status, byte[] body) {}

    abstract String contentType();

    abstract Service.Request decode(byte[] body) throws IOException;

    abstract byte[] encode(Service.Response response) throws IOException;

    Answer answer(byte[] body) throws IOException {
        Service.Request request;
        try {
            request = decode(body);
            if (request == null) {
                throw new IOException("the body is empty");
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return new Answer(
                    BAD_REQUEST,
                    encode(
                            error(
                                    Failures.failure(
                                            ErrorCode.SYNTAX_ERROR,
                                            "The request is not a message of Avatica's protocol: "
                                                    + firstLine(e)))));
        }
        try {
            return new Answer(OK, encode(dispatch(request)));
        } catch (RuntimeException | StackOverflowError e) {
            return new Answer(FAILED, encode(error(Failures.translate(e))));
        }
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    Answer tooLarge(long limit) throws IOException {
        return new Answer(
                413,
                encode(
                        error(
                                Failures.failure(
                                        ErrorCode.LIMIT_EXCEEDED,
                                        "The request is larger than "
                                                + limit
                                                + " bytes, the limit; send smaller batches."))));
    }

    private static Service.ErrorResponse error(RuntimeException failure) {
        return switch (failure) {
            case AvaticaRuntimeException known ->
                    new Service.ErrorResponse(
                            List.of(),
                            known.getErrorMessage(),
                            known.getErrorCode(),
                            known.getSqlState(),
                            known.getSeverity(),
                            null);
            case NoSuchConnectionException missing ->
                    new Service.ErrorResponse(
                            List.of(),
                            missing.getMessage(),
                            Service.ErrorResponse.MISSING_CONNECTION_ERROR_CODE,
                            ErrorCode.CLOSED.sqlState(),
                            AvaticaSeverity.ERROR,
                            null);
            default -> throw failure;
        };
    }

    private Service.Response dispatch(Service.Request request) {
        return switch (request) {
            case Service.ExecuteRequest r -> service.apply(r);
            case Service.PrepareAndExecuteRequest r -> service.apply(r);
            case Service.ExecuteBatchRequest r -> service.apply(r);
            case Service.FetchRequest r -> service.apply(r);
            case Service.PrepareRequest r -> service.apply(r);
            case Service.CreateStatementRequest r -> service.apply(r);
            case Service.CloseStatementRequest r -> service.apply(r);
            case Service.OpenConnectionRequest r -> service.apply(r);
            case Service.CloseConnectionRequest r -> service.apply(r);
            case Service.ConnectionSyncRequest r -> service.apply(r);
            case Service.PrepareAndExecuteBatchRequest r -> service.apply(r);
            case Service.SyncResultsRequest r -> service.apply(r);
            case Service.CommitRequest r -> service.apply(r);
            case Service.RollbackRequest r -> service.apply(r);
            case Service.DatabasePropertyRequest r -> service.apply(r);
            case Service.CatalogsRequest r -> service.apply(r);
            case Service.SchemasRequest r -> service.apply(r);
            case Service.TablesRequest r -> service.apply(r);
            case Service.TableTypesRequest r -> service.apply(r);
            case Service.TypeInfoRequest r -> service.apply(r);
            case Service.ColumnsRequest r -> service.apply(r);
            default ->
                    throw Failures.failure(
                            ErrorCode.FEATURE_NOT_SUPPORTED,
                            "tidalDB knows no " + request.getClass().getSimpleName() + ".");
        };
    }
}
