package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.tools.RelBuilderFactory;

import java.util.function.Function;

/**
 * The configuration of a rule of ours: the pattern that it matches, and nothing to vary.
 *
 * @param constructor makes the rule
 * @param description its name
 * @param operandSupplier the pattern
 * @param relBuilderFactory makes the builder that Calcite hands to rules
 */
record OperatorRule(
        Function<OperatorRule, RelOptRule> constructor,
        String description,
        RelRule.OperandTransform operandSupplier,
        RelBuilderFactory relBuilderFactory)
        implements RelRule.Config {
    static OperatorRule of(
            String description,
            RelRule.OperandTransform pattern,
            Function<OperatorRule, RelOptRule> constructor) {
        return new OperatorRule(
                constructor,
                description,
                pattern,
                org.apache.calcite.rel.core.RelFactories.LOGICAL_BUILDER);
    }

    @Override
    public RelOptRule toRule() {
        return constructor.apply(this);
    }

    @Override
    public OperatorRule withRelBuilderFactory(RelBuilderFactory factory) {
        return new OperatorRule(constructor, description, operandSupplier, factory);
    }

    @Override
    public OperatorRule withDescription(String newDescription) {
        return new OperatorRule(constructor, newDescription, operandSupplier, relBuilderFactory);
    }

    @Override
    public OperatorRule withOperandSupplier(RelRule.OperandTransform pattern) {
        return new OperatorRule(constructor, description, pattern, relBuilderFactory);
    }
}
