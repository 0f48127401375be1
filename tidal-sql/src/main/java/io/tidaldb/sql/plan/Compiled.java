package io.tidaldb.sql.plan;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A program of the ranking engine over a table's columns. It is made again when the table's columns
 * have changed since, as when a string column outgrows its dictionary.
 */
final class Compiled<P> {
    /**
     * A program with the compiler that knows its parameters.
     *
     * @param compiler what made it
     * @param program the program
     */
    record Bound<P>(ScanCompiler compiler, P program) {}

    private final Supplier<ScanCompiler> compilers;
    private final Function<ScanCompiler, P> make;
    private volatile Bound<P> bound;

    Compiled(Supplier<ScanCompiler> compilers, Function<ScanCompiler, P> make) {
        this.compilers = compilers;
        this.make = make;
        this.bound = compile();
    }

    Bound<P> bind() {
        Bound<P> current = bound;
        if (!current.compiler().isCurrent()) {
            current = compile();
            bound = current;
        }
        return current;
    }

    private Bound<P> compile() {
        ScanCompiler compiler = compilers.get();
        return new Bound<>(compiler, make.apply(compiler));
    }
}
