package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/**
 * {@code CREATE TEXT INDEX [IF NOT EXISTS] [name] ON table (column [BOOST number], …) [ANALYZER
 * name]}.
 */
public final class SqlCreateTextIndex extends SqlCreateIndex {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "CREATE TEXT INDEX",
                    SqlKind.OTHER_DDL,
                    (pos, o) ->
                            new SqlCreateTextIndex(
                                    pos,
                                    Nodes.flag(o[0]),
                                    (SqlIdentifier) o[1],
                                    (SqlIdentifier) o[2],
                                    (SqlNodeList) o[3],
                                    (SqlIdentifier) o[4]));

    private final SqlNodeList columns;
    private final SqlIdentifier analyzer;

    /**
     * @param name null where it is to be made
     * @param columns {@link SqlBoostedColumn}s, at least one
     * @param analyzer null without ANALYZER
     */
    public SqlCreateTextIndex(
            SqlParserPos pos,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlIdentifier table,
            SqlNodeList columns,
            SqlIdentifier analyzer) {
        super(OPERATOR, pos, ifNotExists, name, table);
        this.columns = columns;
        this.analyzer = analyzer;
    }

    public List<SqlBoostedColumn> columns() {
        return columns.stream().map(SqlBoostedColumn.class::cast).toList();
    }

    public Optional<SqlIdentifier> analyzer() {
        return Optional.ofNullable(analyzer);
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(Nodes.flag(ifNotExists), name, table, columns, analyzer);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writeHead(writer, "TEXT");
        Nodes.writeList(writer, columns);
        if (analyzer != null) {
            writer.keyword("ANALYZER");
            analyzer.unparse(writer, 0, 0);
        }
    }
}
