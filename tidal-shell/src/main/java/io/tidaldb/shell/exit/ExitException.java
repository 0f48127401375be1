package io.tidaldb.shell.exit;

/** Ends a command with a status and a sentence for the person who ran it. */
public final class ExitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitStatus status;

    public ExitException(ExitStatus status, String message) {
        this(status, message, null);
    }

    public ExitException(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public ExitStatus status() {
        return status;
    }
}
