package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.Optional;

/** What the statements that create an index have in common. */
public abstract sealed class SqlCreateIndex extends SqlCreate
        permits SqlCreateTextIndex, SqlCreateVectorIndex {
    final SqlIdentifier name;
    final SqlIdentifier table;

    SqlCreateIndex(
            SqlOperator operator,
            SqlParserPos pos,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlIdentifier table) {
        super(operator, pos, false, ifNotExists);
        this.name = name;
        this.table = table;
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    /** Empty where it is to be made of the names of table and columns. */
    public Optional<SqlIdentifier> name() {
        return Optional.ofNullable(name);
    }

    /** The table whose rows the index finds. */
    public SqlIdentifier table() {
        return table;
    }

    /** Writes everything up to the columns. */
    void writeHead(SqlWriter writer, String type) {
        writer.keyword("CREATE");
        writer.keyword(type);
        writer.keyword("INDEX");
        Nodes.writeIfNotExists(writer, ifNotExists);
        if (name != null) {
            name.unparse(writer, 0, 0);
        }
        writer.keyword("ON");
        table.unparse(writer, 0, 0);
    }
}
