package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.Rows;
import io.tidaldb.session.Statement;
import io.tidaldb.session.ValueType;
import io.tidaldb.sql.plan.RowSource;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.sql.type.ParameterValues;
import io.tidaldb.store.WriteSet;

import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;

import java.util.List;
import java.util.stream.IntStream;

/** A statement of a session. */
final class EngineStatement implements Statement {
    /** How often a modification is done again when others change its rows meanwhile. */
    private static final int ATTEMPTS = 20;

    /** Made once, since batches convert millions of values. */
    private static final List<String> NAMES =
            IntStream.rangeClosed(1, 64).mapToObj(i -> "parameter " + i).toList();

    private final EngineSession session;
    private final String sql;
    private CompiledStatement compiled;
    private Object[] literalValues;

    EngineStatement(EngineSession session, String sql, PlanCache.Match match) {
        this.session = session;
        this.sql = sql;
        this.compiled = match.statement();
        this.literalValues = match.literalValues();
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public Kind kind() {
        return switch (compiled) {
            case CompiledStatement.Query query -> Kind.QUERY;
            case CompiledStatement.Operational operation -> Kind.QUERY;
            case CompiledStatement.Modification modification -> Kind.MODIFICATION;
            case CompiledStatement.Definition definition -> Kind.DEFINITION;
        };
    }

    @Override
    public List<ColumnDescription> columns() {
        return switch (compiled) {
            case CompiledStatement.Query query -> query.columns();
            case CompiledStatement.Operational operation -> operation.columns();
            case CompiledStatement.Modification modification -> List.of();
            case CompiledStatement.Definition definition -> List.of();
        };
    }

    @Override
    public List<ValueType> parameters() {
        return compiled.parameters();
    }

    @Override
    public Rows query(List<?> parameters, Cancellation cancellation) {
        refresh();
        RowSource source =
                switch (compiled) {
                    case CompiledStatement.Query query -> query.plan().rows();
                    case CompiledStatement.Operational operation ->
                            context ->
                                    Linq4j.asEnumerable(
                                            operation
                                                    .operation()
                                                    .run(
                                                            session.engine(),
                                                            session.backups(),
                                                            cancellation));
                    case CompiledStatement.Modification modification -> throw returnsNoRows();
                    case CompiledStatement.Definition definition -> throw returnsNoRows();
                };
        return Failures.translated(
                () -> {
                    StatementContext context = context(parameters, cancellation);
                    return new QueryRows(source.rows(context), context);
                });
    }

    private static TidalException returnsNoRows() {
        return new TidalException(
                ErrorCode.INVALID_STATEMENT, "the statement returns no rows; use update");
    }

    private static TidalException returnsRows() {
        return new TidalException(
                ErrorCode.INVALID_STATEMENT, "the statement returns rows; use query");
    }

    @Override
    public long update(List<?> parameters, Cancellation cancellation) {
        refresh();
        return switch (compiled) {
            case CompiledStatement.Query query -> throw returnsRows();
            case CompiledStatement.Operational operation -> throw returnsRows();
            case CompiledStatement.Definition definition -> {
                Failures.translated(
                        () -> {
                            definition.statement().run(session.engine(), cancellation);
                            return null;
                        });
                yield 0;
            }
            case CompiledStatement.Modification modification ->
                    Failures.translated(
                            () -> modify(modification.change(), parameters, cancellation));
        };
    }

    private long modify(RowChange change, List<?> parameters, Cancellation cancellation) {
        for (int attempt = 1; ; attempt++) {
            StatementContext context = context(parameters, cancellation);
            WriteSet writes = new WriteSet();
            RowChange.Filling filling = change.open(writes);
            long rows = filling.add(context);
            filling.finish();
            if (writes.isEmpty()) {
                return rows;
            }
            try {
                session.engine().store().commit(writes);
                return rows;
            } catch (TidalException e) {
                boolean again =
                        e.code() == ErrorCode.SERIALIZATION_FAILURE
                                && change.dependsOnRows()
                                && attempt < ATTEMPTS;
                if (!again) {
                    throw e;
                }
                context.checkCancelled();
            }
        }
    }

    @Override
    public long[] updateBatch(List<? extends List<?>> batch, Cancellation cancellation) {
        refresh();
        if (!(compiled instanceof CompiledStatement.Modification modification)) {
            throw new TidalException(
                    ErrorCode.INVALID_STATEMENT,
                    "only INSERT, UPDATE, DELETE and MERGE have batches");
        }
        return Failures.translated(
                () ->
                        modification.change().dependsOnRows()
                                ? oneByOne(modification.change(), batch, cancellation)
                                : together(modification.change(), batch, cancellation));
    }

    private long[] oneByOne(
            RowChange change, List<? extends List<?>> batch, Cancellation cancellation) {
        long[] counts = new long[batch.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = modify(change, batch.get(i), cancellation);
        }
        return counts;
    }

    private long[] together(
            RowChange change, List<? extends List<?>> batch, Cancellation cancellation) {
        long[] counts = new long[batch.size()];
        if (counts.length == 0) {
            return counts;
        }
        WriteSet writes = new WriteSet();
        RowChange.Filling filling = change.open(writes);
        StatementContext context = context(batch.getFirst(), cancellation);
        for (int i = 0; i < counts.length; i++) {
            if (i > 0) {
                context.checkCancelled();
                context.setParameters(convert(batch.get(i)));
            }
            counts[i] = filling.add(context);
        }
        filling.finish();
        session.engine().store().commit(writes);
        return counts;
    }

    /** Plans anew if the schema has changed since. */
    private void refresh() {
        Engine engine = session.engine();
        if (!compiled.isCurrent(engine.store().schema())) {
            PlanCache.Match match = engine.compile(sql);
            compiled = match.statement();
            literalValues = match.literalValues();
        }
    }

    private StatementContext context(List<?> parameters, Cancellation cancellation) {
        Engine engine = session.engine();
        StatementContext context =
                new StatementContext(
                        engine.store(),
                        engine.planner().catalog().schema(),
                        engine.typeFactory(),
                        convert(parameters),
                        cancellation);
        context.checkCancelled();
        return context;
    }

    private Object[] convert(List<?> parameters) {
        List<RelDataType> types = compiled.parameterTypes();
        if (parameters.size() != types.size()) {
            throw new TidalException(
                    ErrorCode.MISSING_PARAMETER,
                    "the statement has "
                            + types.size()
                            + " parameters and "
                            + parameters.size()
                            + " values were given");
        }
        Object[] converted = new Object[types.size() + literalValues.length];
        System.arraycopy(literalValues, 0, converted, types.size(), literalValues.length);
        for (int i = 0; i < types.size(); i++) {
            converted[i] =
                    ParameterValues.convert(parameterName(i), parameters.get(i), types.get(i));
        }
        return converted;
    }

    private static String parameterName(int index) {
        return index < NAMES.size() ? NAMES.get(index) : "parameter " + (index + 1);
    }
}
