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
 * {@code CREATE VECTOR INDEX [IF NOT EXISTS] [name] ON table (column) [METRIC name] [QUANTIZED]}.
 */
public final class SqlCreateVectorIndex extends SqlCreateIndex {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "CREATE VECTOR INDEX",
                    SqlKind.OTHER_DDL,
                    (pos, o) ->
                            new SqlCreateVectorIndex(
                                    pos,
                                    Nodes.flag(o[0]),
                                    (SqlIdentifier) o[1],
                                    (SqlIdentifier) o[2],
                                    (SqlIdentifier) o[3],
                                    (SqlIdentifier) o[4],
                                    Nodes.flag(o[5])));

    private final SqlIdentifier column;
    private final SqlIdentifier metric;
    private final boolean quantized;

    /**
     * @param name null where it is to be made
     * @param metric null without METRIC
     */
    public SqlCreateVectorIndex(
            SqlParserPos pos,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlIdentifier table,
            SqlIdentifier column,
            SqlIdentifier metric,
            boolean quantized) {
        super(OPERATOR, pos, ifNotExists, name, table);
        this.column = column;
        this.metric = metric;
        this.quantized = quantized;
    }

    public SqlIdentifier column() {
        return column;
    }

    public Optional<SqlIdentifier> metric() {
        return Optional.ofNullable(metric);
    }

    public boolean isQuantized() {
        return quantized;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(
                Nodes.flag(ifNotExists), name, table, column, metric, Nodes.flag(quantized));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writeHead(writer, "VECTOR");
        Nodes.writeList(writer, SqlNodeList.of(column));
        if (metric != null) {
            writer.keyword("METRIC");
            metric.unparse(writer, 0, 0);
        }
        if (quantized) {
            writer.keyword("QUANTIZED");
        }
    }
}
