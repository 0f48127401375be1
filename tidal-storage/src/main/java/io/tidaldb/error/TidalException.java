package io.tidaldb.error;

import java.util.Optional;

/**
 * An error that a caller can act on: a code, a sentence that says what is wrong and how to mend it,
 * and, where the error lies in a statement's text, its position.
 */
public sealed class TidalException extends RuntimeException permits ConfigurationException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient TextPosition position;

    public TidalException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public TidalException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, cause);
    }

    public TidalException(ErrorCode code, String message, TextPosition position) {
        this(code, message, position, null);
    }

    public TidalException(ErrorCode code, String message, TextPosition position, Throwable cause) {
        super(position == null ? message : message + " (" + position + ")", cause);
        this.code = code;
        this.position = position;
    }

    /** A failure's message as a part of another sentence: without its full stop. */
    public static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    public ErrorCode code() {
        return code;
    }

    /** Where in the statement the error lies; empty when the text is not to blame. */
    public Optional<TextPosition> position() {
        return Optional.ofNullable(position);
    }
}
