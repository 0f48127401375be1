package io.tidaldb.sql.ast;

import io.tidaldb.schema.TableKind;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;
import java.util.Optional;

/**
 * How nodes keep facts that are not nodes. A copy of a tree is made from operands alone, so each
 * flag and enum constant travels as a literal operand.
 */
final class Nodes {
    private Nodes() {}

    /** Makes a node from its operands, in the order of its operand list. */
    @FunctionalInterface
    interface Factory {
        SqlCall create(SqlParserPos pos, SqlNode[] operands);
    }

    /** The operator of a node class, which makes copies of its nodes. */
    static final class Operator extends SqlSpecialOperator {
        private final Factory factory;

        Operator(String name, SqlKind kind, Factory factory) {
            super(name, kind);
            this.factory = factory;
        }

        @Override
        public SqlCall createCall(
                SqlLiteral functionQualifier, SqlParserPos pos, SqlNode... operands) {
            return factory.create(pos, operands);
        }
    }

    static SqlLiteral flag(boolean value) {
        return SqlLiteral.createBoolean(value, SqlParserPos.ZERO);
    }

    static boolean flag(SqlNode operand) {
        return ((SqlLiteral) operand).booleanValue();
    }

    /** A literal of an enum constant, or null for null. */
    static SqlLiteral symbol(Enum<?> value) {
        return value == null ? null : SqlLiteral.createSymbol(value, SqlParserPos.ZERO);
    }

    static <E extends Enum<E>> E symbol(SqlNode operand, Class<E> type) {
        return operand == null ? null : ((SqlLiteral) operand).getValueAs(type);
    }

    /** The text of a string literal; empty for null. */
    static Optional<String> text(SqlNode literal) {
        return Optional.ofNullable(literal).map(l -> ((SqlLiteral) l).getValueAs(String.class));
    }

    static void writeLike(SqlWriter writer, SqlNode pattern) {
        if (pattern != null) {
            writer.keyword("LIKE");
            pattern.unparse(writer, 0, 0);
        }
    }

    static void writeIfNotExists(SqlWriter writer, boolean ifNotExists) {
        if (ifNotExists) {
            writer.keyword("IF NOT EXISTS");
        }
    }

    static void writeTable(SqlWriter writer, TableKind kind) {
        if (kind != null && kind != TableKind.PLAIN) {
            writer.keyword(kind.name());
        }
        writer.keyword("TABLE");
    }

    /** Writes nodes in parentheses, separated by commas. */
    static void writeList(SqlWriter writer, SqlNodeList nodes) {
        SqlWriter.Frame frame = writer.startList("(", ")");
        writeItems(writer, nodes);
        writer.endList(frame);
    }

    /** Writes nodes separated by commas. */
    static void writeItems(SqlWriter writer, List<? extends SqlNode> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            if (i > 0) {
                writer.sep(",", true);
            }
            nodes.get(i).unparse(writer, 0, 0);
        }
    }
}
