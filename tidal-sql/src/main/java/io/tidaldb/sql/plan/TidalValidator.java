package io.tidaldb.sql.plan;

import io.tidaldb.sql.rewrite.LiteralParameter;

import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** Calcite's validator, taught that some parameters know their types. */
final class TidalValidator extends SqlValidatorImpl {
    TidalValidator(SqlOperatorTable operators, CalciteCatalogReader catalog) {
        super(
                operators,
                catalog,
                catalog.getTypeFactory(),
                SqlValidator.Config.DEFAULT
                        .withIdentifierExpansion(true)
                        .withConformance(SqlConformanceEnum.LENIENT));
    }

    @Override
    public RelDataType deriveType(SqlValidatorScope scope, SqlNode node) {
        if (node instanceof LiteralParameter parameter) {
            RelDataType type = parameter.type(typeFactory);
            setValidatedNodeType(node, type);
            return type;
        }
        return super.deriveType(scope, node);
    }

    @Override
    protected void inferUnknownTypes(RelDataType inferred, SqlValidatorScope scope, SqlNode node) {
        if (node instanceof LiteralParameter parameter) {
            setValidatedNodeType(node, parameter.type(typeFactory));
            return;
        }
        boolean says =
                !inferred.equals(unknownType) && inferred.getSqlTypeName() != SqlTypeName.ANY;
        if (node instanceof SqlDynamicParam && !says && isTyped(node)) {
            return;
        }
        if (node instanceof SqlCall call && !call.isA(SqlKind.QUERY)) {
            // A sum takes the type of its first operand, which has none while it is a product with
            // a parameter: ? * DECAY(likes) + ? * DECAY(views). Once its parameters are typed, an
            // operand is not visited for this again: that would double the work with each level.
            for (SqlNode operand : call.getOperandList()) {
                if (ParameterTypes.areKnownFrom(operand) && hasUntyped(operand)) {
                    inferUnknownTypes(unknownType, scope, operand);
                }
            }
            inferParameters(call, scope);
        }
        super.inferUnknownTypes(inferred, scope, node);
    }

    private boolean isTyped(SqlNode node) {
        RelDataType known = getValidatedNodeTypeIfKnown(node);
        return known != null && !known.equals(unknownType);
    }

    private void inferParameters(SqlCall call, SqlValidatorScope scope) {
        for (int i = 0; i < call.operandCount(); i++) {
            if (call.operand(i) instanceof SqlDynamicParam parameter
                    && !(parameter instanceof LiteralParameter)) {
                RelDataType type =
                        new ParameterTypes(typeFactory)
                                .of(call, i, operand -> deriveType(scope, operand));
                if (type != null) {
                    setValidatedNodeType(
                            parameter, typeFactory.createTypeWithNullability(type, true));
                }
            }
        }
    }

    private boolean hasUntyped(SqlNode node) {
        return switch (node) {
            case LiteralParameter literal -> false;
            case SqlDynamicParam parameter -> !isTyped(parameter);
            case SqlCall call ->
                    !call.isA(SqlKind.QUERY)
                            && call.getOperandList().stream()
                                    .anyMatch(o -> o != null && hasUntyped(o));
            case SqlNodeList list -> list.stream().anyMatch(o -> o != null && hasUntyped(o));
            default -> false;
        };
    }
}
