package io.tidaldb.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes and removes the directories of {@link TemporaryHome}. */
final class TemporaryHomes
        implements BeforeAllCallback,
                BeforeEachCallback,
                ParameterResolver,
                AfterEachCallback,
                AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(TemporaryHomes.class);

    /** The directories of a test, or those of a class, and whether one of its tests failed. */
    private static final class Homes {
        private final List<Home> all = new ArrayList<>();
        private boolean failed;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        inject(context, null);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getRequiredTestInstances().getAllInstances().forEach(test -> inject(context, test));
    }

    private static void inject(ExtensionContext context, Object test) {
        Class<?> type = test == null ? context.getRequiredTestClass() : test.getClass();
        for (; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(TemporaryHome.class)
                        && Modifier.isStatic(field.getModifiers()) == (test == null)) {
                    set(field, test, create(context, field.getName()));
                }
            }
        }
    }

    private static void set(Field field, Object test, Path home) {
        try {
            field.setAccessible(true);
            field.set(test, home);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new ExtensionConfigurationException(field + " cannot hold a path", e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(TemporaryHome.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return create(context, context.getTestMethod().map(m -> m.getName()).orElse("home"));
    }

    private static Path create(ExtensionContext context, String name) {
        try {
            Home home = Home.create(name);
            homes(context).all.add(home);
            return home.path();
        } catch (IOException e) {
            throw new ExtensionConfigurationException("no directory can be made", e);
        }
    }

    private static Homes homes(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(context.getUniqueId(), id -> new Homes(), Homes.class);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        boolean failed = failed(context);
        remove(homes(context), failed);
        for (Optional<ExtensionContext> above = context.getParent();
                failed && above.isPresent();
                above = above.get().getParent()) {
            homes(above.get()).failed = true;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Homes homes = homes(context);
        remove(homes, homes.failed || failed(context));
    }

    /** A test that gave up on an assumption did not fail. */
    private static boolean failed(ExtensionContext context) {
        return context.getExecutionException()
                .filter(e -> !(e instanceof TestAbortedException))
                .isPresent();
    }

    private static void remove(Homes homes, boolean failed) throws IOException {
        for (Home home : homes.all) {
            try (home) {
                if (failed) {
                    System.err.println("What the failed test left is in " + home.keep());
                }
            }
        }
        homes.all.clear();
    }
}
