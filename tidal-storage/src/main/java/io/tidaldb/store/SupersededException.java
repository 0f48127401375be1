package io.tidaldb.store;

/** What was being read was replaced meanwhile by something newer, from which to begin again. */
final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SupersededException(String what) {
        super(what, null, false, false);
    }
}
