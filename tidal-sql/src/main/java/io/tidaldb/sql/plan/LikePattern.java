package io.tidaldb.sql.plan;

import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.rank.expression.TextTest;
import io.tidaldb.rank.expression.Values;

import org.apache.calcite.runtime.SqlFunctions;

import java.util.function.Predicate;

/** The test that a LIKE pattern makes of a string. */
record LikePattern(TextOperand pattern) implements TextTest {
    @Override
    public Predicate<String> bind(Values parameters) {
        String like =
                switch (pattern) {
                    case TextOperand.Constant(String value) -> value;
                    case TextOperand.Parameter(int index) -> parameters.stringValue(index);
                };
        if (like == null) {
            return null;
        }
        SqlFunctions.LikeFunction matcher = new SqlFunctions.LikeFunction();
        return text -> matcher.like(text, like);
    }

    @Override
    public boolean isConstant() {
        return pattern instanceof TextOperand.Constant;
    }
}
