package io.tidaldb.sql.execute;

import io.tidaldb.schema.Schema;
import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.ValueType;
import io.tidaldb.sql.plan.PlannedQuery;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;

/** A statement, planned. Shared by all sessions. */
sealed interface CompiledStatement {
    /** The version of the schema that it was planned for. */
    long schemaVersion();

    /** One per parameter of the text; null where the statement says nothing of its type. */
    List<RelDataType> parameterTypes();

    /** As callers see them. */
    List<ValueType> parameters();

    default boolean isCurrent(Schema schema) {
        return schemaVersion() == schema.version();
    }

    /** Returns rows. */
    record Query(
            long schemaVersion,
            List<RelDataType> parameterTypes,
            List<ValueType> parameters,
            PlannedQuery plan,
            List<ColumnDescription> columns)
            implements CompiledStatement {}

    /** Changes rows. */
    record Modification(
            long schemaVersion,
            List<RelDataType> parameterTypes,
            List<ValueType> parameters,
            RowChange change)
            implements CompiledStatement {}

    /** Changes the schema; it needs no plan and holds for every version. */
    record Definition(SchemaStatement statement) implements CompiledStatement {
        @Override
        public long schemaVersion() {
            return 0;
        }

        @Override
        public List<RelDataType> parameterTypes() {
            return List.of();
        }

        @Override
        public List<ValueType> parameters() {
            return List.of();
        }

        @Override
        public boolean isCurrent(Schema schema) {
            return true;
        }
    }
}
