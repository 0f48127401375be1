package io.tidaldb.script;

import net.hydromatic.quidem.AbstractCommand;
import net.hydromatic.quidem.Command;
import net.hydromatic.quidem.CommandHandler;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;

/**
 * {@code !run [with value, …]}: executes the statement above it and prints what comes out, in the
 * order in which it comes: rows and then warnings, or how many rows changed, or the SQLState and
 * message of the error. The values after {@code with} are SQL expressions, bound to the statement's
 * parameters.
 *
 * <p>Quidem's own {@code !ok} will not do: it ignores the order of rows where it sees no ORDER BY,
 * and has neither parameters, warnings nor SQLStates.
 */
final class RunCommand extends AbstractCommand {
    static final CommandHandler HANDLER =
            (lines, content, line) ->
                    line.equals("run") || line.startsWith("run with ")
                            ? new RunCommand(lines, content, line)
                            : null;

    private final List<String> lines;
    private final List<String> content;
    private final String parameters;

    private RunCommand(List<String> lines, List<String> content, String line) {
        this.lines = List.copyOf(lines);
        this.content = List.copyOf(content);
        this.parameters = line.equals("run") ? "" : line.substring("run with ".length());
    }

    @Override
    public void execute(Command.Context context, boolean execute) {
        if (execute) {
            print(context.connection(), context.previousSqlCommand().sql, context.writer());
        } else {
            context.echo(content);
        }
        context.echo(lines);
    }

    private void print(Connection connection, String sql, PrintWriter out) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement);
            if (statement.execute()) {
                try (ResultSet rows = statement.getResultSet()) {
                    ResultTable.of(rows).print(out);
                    printWarnings(rows.getWarnings(), out);
                }
            } else {
                out.println("(" + statement.getUpdateCount() + " changed)");
            }
            printWarnings(statement.getWarnings(), out);
        } catch (SQLException e) {
            out.println(e.getSQLState() + ": " + e.getMessage());
        }
    }

    private void bind(Connection connection, PreparedStatement statement) throws SQLException {
        if (parameters.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT " + parameters);
                ResultSet values = select.executeQuery()) {
            values.next();
            for (int i = 1; i <= values.getMetaData().getColumnCount(); i++) {
                statement.setObject(i, values.getObject(i));
            }
        }
    }

    private static void printWarnings(SQLWarning first, PrintWriter out) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            out.println("warning: " + warning.getMessage());
        }
    }
}
