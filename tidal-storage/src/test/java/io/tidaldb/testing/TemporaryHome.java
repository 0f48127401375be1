package io.tidaldb.testing;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;

/**
 * Gives a field or a parameter of type {@link Path} of a Jupiter test an empty directory: one for
 * each test and each place, or for the class where the field is static. It is removed when the test
 * is over. After a failure a copy stays below {@code target/failed-homes}, and its path is printed.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(TemporaryHomes.class)
public @interface TemporaryHome {}
