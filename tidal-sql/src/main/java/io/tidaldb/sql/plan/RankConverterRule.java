package io.tidaldb.sql.plan;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;

/** Puts a {@link Rank} into the convention that generated code runs in. */
final class RankConverterRule extends ConverterRule {
    static final RankConverterRule INSTANCE =
            Config.INSTANCE
                    .withConversion(
                            Rank.class,
                            Convention.NONE,
                            EnumerableConvention.INSTANCE,
                            "RankConverterRule")
                    .withRuleFactory(RankConverterRule::new)
                    .toRule(RankConverterRule.class);

    private RankConverterRule(Config config) {
        super(config);
    }

    @Override
    public RelNode convert(RelNode node) {
        Rank rank = (Rank) node;
        RelNode input =
                convert(
                        rank.getInput(),
                        rank.getInput().getTraitSet().replace(EnumerableConvention.INSTANCE));
        return rank.enumerable(input);
    }
}
