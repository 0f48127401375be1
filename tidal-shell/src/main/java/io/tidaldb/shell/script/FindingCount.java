package io.tidaldb.shell.script;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Counts what VERIFY finds while its result is read. */
final class FindingCount {
    private static final Pattern VERIFY =
            Pattern.compile(
                    "(?:\\s|--[^\\n]*(?:\\n|\\z)|/\\*.*?\\*/)*+VERIFY\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String COLUMN = "finding";

    private long count;

    /** Whether a statement is one whose findings are counted. */
    static boolean applies(String sql) {
        return VERIFY.matcher(sql).matches();
    }

    /** The same result, whose findings are counted row by row. */
    ResultSet watch(ResultSet result) {
        return (ResultSet)
                Proxy.newProxyInstance(
                        FindingCount.class.getClassLoader(),
                        new Class<?>[] {ResultSet.class},
                        (proxy, method, arguments) -> {
                            try {
                                Object returned = method.invoke(result, arguments);
                                if (method.getName().equals("next") && (boolean) returned) {
                                    look(result);
                                }
                                return returned;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private void look(ResultSet result) throws SQLException {
        if (result.getString(COLUMN) != null) {
            count++;
        }
    }

    /** How many there were so far. */
    long count() {
        return count;
    }
}
