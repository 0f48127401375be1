package io.tidaldb.shell.exit;

/** The exit statuses of the {@code tidal} command; they are stable and documented in its help. */
public enum ExitStatus {
    /** Everything that was asked for was done. */
    OK(0),
    /**
     * A statement, an import or a backup failed, and what was done before it stays done; or
     * something is damaged.
     */
    FAILED(1),
    /** The command line is not valid; nothing was done. */
    USAGE(2),
    /**
     * The database, the server, its port or a directory could not be opened, or is not what it
     * should be; nothing was done.
     */
    UNAVAILABLE(3);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** What the operating system is told. */
    public int code() {
        return code;
    }
}
