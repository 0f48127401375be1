package io.tidaldb.shell.terminal;

import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import java.io.IOException;
import java.util.Map;
import java.util.function.IntSupplier;

/** Asks the terminal for its width, or the environment where that is set. */
final class TerminalWidth implements IntSupplier {
    private static final int UNKNOWN = 80;

    private final Map<String, String> environment;

    TerminalWidth(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public int getAsInt() {
        String columns = environment.getOrDefault("COLUMNS", "");
        if (columns.matches("[1-9][0-9]{0,4}")) {
            return Integer.parseInt(columns);
        }
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            int width = terminal.getWidth();
            return width > 0 ? width : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
