package io.tidaldb.rank.expression;

/** What a string column is compared with. */
public sealed interface TextOperand {
    /** A literal; null for NULL. */
    record Constant(String value) implements TextOperand {}

    /** The statement's parameter at an index that counts from 0; it may be NULL. */
    record Parameter(int index) implements TextOperand {}
}
