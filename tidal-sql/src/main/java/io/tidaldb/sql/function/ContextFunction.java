package io.tidaldb.sql.function;

import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.EnumUtils;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A function whose value is a method of the {@link StatementContext}. */
public class ContextFunction extends SqlUserDefinedFunction {
    /**
     * @param name as EXPLAIN shows it
     * @param method the name of the context's method, which must not be overloaded
     * @param first what the method takes before the operands
     */
    public ContextFunction(
            String name, SqlReturnTypeInference type, String method, Object... first) {
        super(
                new SqlIdentifier(name, SqlParserPos.ZERO),
                SqlKind.OTHER_FUNCTION,
                type,
                InferTypes.ANY_NULLABLE,
                null,
                new ContextMethod(contextMethod(method), List.of(first)),
                SqlFunctionCategory.SYSTEM,
                SqlSyntax.FUNCTION);
    }

    private static Method contextMethod(String name) {
        return Arrays.stream(StatementContext.class.getMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The stock implementation looks functions up by name; this one is already the right one. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        for (SqlNode operand : call.getOperandList()) {
            validator.deriveType(scope, operand);
        }
        return validateOperands(validator, scope, call);
    }

    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        return true;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
        return SqlOperandCountRanges.any();
    }

    /** Its value depends on the statement's moment and on data that no operand shows. */
    @Override
    public boolean isDynamicFunction() {
        return true;
    }

    @Override
    public List<String> getParamNames() {
        return List.of();
    }

    private record ContextMethod(Method method, List<Object> first)
            implements ImplementableFunction {
        @Override
        public CallImplementor getImplementor() {
            return RexImpTable.createImplementor(
                    (translator, call, operands) ->
                            Expressions.call(
                                    Expressions.convert_(
                                            translator.getRoot(), StatementContext.class),
                                    method,
                                    arguments(operands)),
                    NullPolicy.NONE,
                    false);
        }

        private List<Expression> arguments(List<Expression> operands) {
            List<Expression> arguments = new ArrayList<>();
            first.forEach(constant -> arguments.add(Expressions.constant(constant)));
            // A method takes the operands that it needs, the first ones.
            int taken = method.getParameterCount() - arguments.size();
            arguments.addAll(operands.subList(0, Math.min(taken, operands.size())));
            for (int i = 0; i < arguments.size(); i++) {
                arguments.set(
                        i, EnumUtils.convert(arguments.get(i), method.getParameterTypes()[i]));
            }
            return arguments;
        }

        @Override
        public List<FunctionParameter> getParameters() {
            return List.of();
        }
    }
}
