package io.tidaldb.shell.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The command's standard streams and what stands behind each. Text is always written as UTF-8;
 * where the locale does not announce UTF-8, only the command's own ornaments (borders, arrows) fall
 * back to ASCII.
 *
 * @param in standard input
 * @param out standard output; whoever writes to it flushes it
 * @param err standard error
 * @param inTerminal whether a person types the input
 * @param outTerminal whether a person reads the output
 * @param errTerminal whether a person reads the errors
 * @param colour whether escape codes may style text that goes to a terminal
 * @param unicode whether ornaments may go beyond ASCII
 * @param terminalWidth columns of the terminal; asked only where there is one
 */
public record StandardStreams(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean inTerminal,
        boolean outTerminal,
        boolean errTerminal,
        boolean colour,
        boolean unicode,
        IntSupplier terminalWidth) {

    /** Those of this process. */
    public static StandardStreams ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean outTerminal = isTerminal(1);
        return new StandardStreams(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                isTerminal(0),
                outTerminal,
                isTerminal(2),
                allowsColour(environment),
                announcesUtf8(environment),
                new TerminalWidth(environment));
    }

    /** Streams without any terminal behind them, writing UTF-8, as scripts see them. */
    public static StandardStreams plain(InputStream in, PrintStream out, PrintStream err) {
        return new StandardStreams(
                in, out, err, false, false, false, false, true, () -> Integer.MAX_VALUE);
    }

    /** The same, asking somebody else for the width. */
    public StandardStreams withTerminalWidth(IntSupplier width) {
        return new StandardStreams(
                in, out, err, inTerminal, outTerminal, errTerminal, colour, unicode, width);
    }

    /** Whether a person both types and reads. */
    public boolean interactive() {
        return inTerminal && outTerminal;
    }

    /** How standard output is styled. */
    public Style outStyle() {
        return new Style(colour && outTerminal);
    }

    /** How standard error is styled. */
    public Style errStyle() {
        return new Style(colour && errTerminal);
    }

    /** Columns that a line on standard output may take; unlimited where nobody looks at it. */
    public int outWidth() {
        return outTerminal ? terminalWidth.getAsInt() : Integer.MAX_VALUE;
    }

    /** Honours NO_COLOR (no-color.org) and terminals that say that they have no abilities. */
    static boolean allowsColour(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** POSIX: the first of these that is set and not empty decides. */
    static boolean announcesUtf8(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String locale = value.toUpperCase(Locale.ROOT);
                return locale.contains("UTF-8") || locale.contains("UTF8");
            }
        }
        return false;
    }

    /**
     * Whether a file descriptor is a terminal. {@link System#console()} answers only for input and
     * output together, so Linux is asked through /proc; elsewhere the console's answer must do.
     */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/")
                        || target.startsWith("/dev/tty")
                        || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
                false,
                StandardCharsets.UTF_8);
    }
}
