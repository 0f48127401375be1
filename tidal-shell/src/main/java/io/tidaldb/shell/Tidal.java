package io.tidaldb.shell;

/** The {@code tidal} command. */
public final class Tidal {
    private static final String USAGE = "usage: tidal --version | --help";

    private Tidal() {}

    /** Runs the command and ends the process with its exit status. */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            String version = Tidal.class.getPackage().getImplementationVersion();
            System.out.println("tidalDB " + (version == null ? "unpackaged" : version));
        } else if (args.length == 1 && args[0].equals("--help")) {
            System.out.println(USAGE);
        } else {
            System.err.println(USAGE);
            System.exit(2);
        }
    }
}
