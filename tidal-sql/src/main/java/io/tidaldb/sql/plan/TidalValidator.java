package io.tidaldb.sql.plan;

import io.tidaldb.sql.rewrite.LiteralParameter;

import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
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
        if (isArithmetic(node)) {
            // A sum takes the type of its first operand, which has none while it is a product with
            // a parameter: ? * DECAY(likes) + ? * DECAY(views).
            for (SqlNode operand : ((SqlCall) node).getOperandList()) {
                if (isArithmetic(operand)) {
                    inferUnknownTypes(unknownType, scope, operand);
                }
            }
        }
        super.inferUnknownTypes(inferred, scope, node);
    }

    private static boolean isArithmetic(SqlNode node) {
        return node instanceof SqlCall && node.isA(SqlKind.BINARY_ARITHMETIC);
    }
}
