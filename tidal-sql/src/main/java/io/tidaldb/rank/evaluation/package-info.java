/**
 * Evaluates expressions and predicates block by block, and bounds expressions over whole blocks by
 * interval arithmetic. A tree is bound once per execution to its parameters and moment and then
 * works on reusable buffers, without allocating or boxing per row. What is done with the values is
 * not known here.
 */
package io.tidaldb.rank.evaluation;
