package io.tidaldb.bytes;

/**
 * Bytes are not what any writer of their format produces. Whoever knows where they came from turns
 * it into an error that names the place.
 */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }
}
