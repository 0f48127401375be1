package io.tidaldb.sql.execute;

import io.tidaldb.schema.Schema;
import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.ValueType;
import io.tidaldb.sql.plan.PlannedQuery;

import org.apache.calcite.rel.type.RelDataType;

import java.util.List;

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

    /** Needs no plan and no parameters, and holds for every version of the schema. */
    sealed interface Planless extends CompiledStatement {
        @Override
        default long schemaVersion() {
            return 0;
        }

        @Override
        default List<RelDataType> parameterTypes() {
            return List.of();
        }

        @Override
        default List<ValueType> parameters() {
            return List.of();
        }

        @Override
        default boolean isCurrent(Schema schema) {
            return true;
        }
    }

    /** Changes the schema. */
    record Definition(SchemaStatement statement) implements Planless {}

    /** Works on the store as a whole, and returns rows. */
    record Operational(Operation operation, List<ColumnDescription> columns) implements Planless {}
}
