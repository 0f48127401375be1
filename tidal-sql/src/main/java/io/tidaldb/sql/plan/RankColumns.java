package io.tidaldb.sql.plan;

import io.tidaldb.sql.function.RankingFunctions;

import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;

/**
 * The expressions of a {@link Rank}, over the rows of its input. Its input gives the columns that
 * they need and what only other operators can compute, sub-queries and window functions; so the
 * score follows the ranking engine's rules for missing values, and the select list is computed for
 * the rows of the result only.
 *
 * @param outputs the select list; a reference behind the last column of the input is the score
 * @param score a number
 * @param key the input's column with the ranked table's key
 * @param caps the columns of DIVERSIFY BY
 */
record RankColumns(List<RexNode> outputs, RexNode score, RexInputRef key, List<RexNode> caps) {
    /** The expressions with the input that they are over. */
    record Split(RankColumns columns, LogicalProject input) {}

    /**
     * @param project the select list, the score, the key and the cap columns
     * @param hidden how many there are after the select list
     */
    static Split of(Project project, int hidden) {
        List<RexNode> projects = project.getProjects();
        int visible = projects.size() - hidden;
        RexNode score = projects.get(visible);
        RexBuilder rex = project.getCluster().getRexBuilder();
        Lifter lifter = new Lifter(score);
        RexInputRef key = lifter.lift(projects.get(visible + 1));
        // One column alone would not be a row to generated code.
        lifter.fields.add(projects.get(visible + 1));
        List<RexNode> outputs =
                projects.subList(0, visible).stream().map(o -> o.accept(lifter)).toList();
        RexNode liftedScore = score.accept(lifter);
        List<RexNode> caps = new ArrayList<>();
        for (RexNode cap : projects.subList(visible + 2, projects.size())) {
            caps.add(lifter.lift(cap));
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < lifter.fields.size(); i++) {
            names.add("$" + i);
        }
        LogicalProject input =
                LogicalProject.create(
                        project.getInput(),
                        project.getHints(),
                        lifter.fields,
                        names,
                        project.getVariablesSet());
        RexInputRef scoreColumn = new RexInputRef(names.size(), scoreType(rex.getTypeFactory()));
        return new Split(
                new RankColumns(
                        outputs.stream().map(o -> o.accept(scoreAs(scoreColumn))).toList(),
                        liftedScore,
                        key,
                        List.copyOf(caps)),
                input);
    }

    /** The input's columns and the score. */
    static RelDataType withScore(RelDataType input, RelDataTypeFactory factory) {
        return factory.builder()
                .addAll(input.getFieldList())
                .add("$score", scoreType(factory))
                .build();
    }

    private static RelDataType scoreType(RelDataTypeFactory factory) {
        return factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.DOUBLE), true);
    }

    /** Replaces RANK_SCORE(). */
    private static RexShuttle scoreAs(RexNode score) {
        return new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                return call.getOperator().equals(RankingFunctions.RANK_SCORE)
                        ? score
                        : super.visitCall(call);
            }
        };
    }

    /** Makes columns of the input of everything that cannot be computed from them. */
    private static final class Lifter extends RexShuttle {
        private final RexNode score;
        private final List<RexNode> fields = new ArrayList<>();

        Lifter(RexNode score) {
            this.score = score;
        }

        RexInputRef lift(RexNode node) {
            RexNode whole = node.accept(scoreAs(score));
            int known = fields.indexOf(whole);
            if (known < 0) {
                known = fields.size();
                fields.add(whole);
            }
            return new RexInputRef(known, whole.getType());
        }

        @Override
        public RexNode visitInputRef(RexInputRef ref) {
            return lift(ref);
        }

        @Override
        public RexNode visitOver(RexOver over) {
            return lift(over);
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery query) {
            return lift(query);
        }

        @Override
        public RexNode visitFieldAccess(RexFieldAccess access) {
            return lift(access);
        }

        @Override
        public RexNode visitCorrelVariable(RexCorrelVariable variable) {
            return lift(variable);
        }
    }
}
