/**
 * The rules of the house that no compiler checks: which package may know which, and who may read
 * the clock. The tests live in the shell's module because it sees the classes of all others. What
 * the engine does is tested beside the engine.
 */
package io.tidaldb.architecture;
