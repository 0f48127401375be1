package io.tidaldb.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Data flows one way: shell, JDBC, SQL, storage; and only one package knows each big dependency.
 */
@AnalyzeClasses(
        packages = "io.tidaldb",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.OurOwn.class})
class ArchitectureTest {
    private static final String[] STORAGE = {
        "io.tidaldb.error..",
        "io.tidaldb.bytes..",
        "io.tidaldb.schema..",
        "io.tidaldb.clock..",
        "io.tidaldb.file..",
        "io.tidaldb.kv..",
        "io.tidaldb.log..",
        "io.tidaldb.column..",
        "io.tidaldb.checkpoint..",
        "io.tidaldb.table..",
        "io.tidaldb.text..",
        "io.tidaldb.ledger..",
        "io.tidaldb.graph..",
        "io.tidaldb.vector..",
        "io.tidaldb.index..",
        "io.tidaldb.store.."
    };
    private static final String[] SQL = {
        "io.tidaldb",
        "io.tidaldb.monitor..",
        "io.tidaldb.session..",
        "io.tidaldb.sql..",
        "io.tidaldb.rank.."
    };
    private static final String[] JDBC = {
        "io.tidaldb.jdbc..", "io.tidaldb.meta..", "io.tidaldb.embedded..", "io.tidaldb.server.."
    };
    private static final String[] SHELL = {"io.tidaldb.shell.."};

    private static final String AVATICA = "org.apache.calcite.avatica..";

    private static final DescribedPredicate<JavaClass> CALCITE =
            resideInAPackage("org.apache.calcite..")
                    .and(not(resideInAPackage(AVATICA)))
                    .as("Calcite without Avatica");

    /** Every package is in one layer, and knows its own and those below. */
    @ArchTest
    static final ArchRule shell_then_jdbc_then_sql_then_storage =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .optionalLayer("storage")
                    .definedBy(STORAGE)
                    .optionalLayer("SQL")
                    .definedBy(SQL)
                    .optionalLayer("JDBC")
                    .definedBy(JDBC)
                    .layer("shell")
                    .definedBy(SHELL)
                    .whereLayer("shell")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("JDBC")
                    .mayOnlyBeAccessedByLayers("shell")
                    .whereLayer("SQL")
                    .mayOnlyBeAccessedByLayers("JDBC", "shell")
                    .ensureAllClassesAreContainedInArchitectureIgnoring("io.tidaldb.bench..");

    @ArchTest
    static final ArchRule no_package_cycles =
            slices().matching("io.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_kv_knows_rocksdb =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tidaldb.kv..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.rocksdb..")
                    .because("native handles need one owner who knows when they may be closed");

    @ArchTest
    static final ArchRule only_text_knows_lucene =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.tidaldb.text..", "io.tidaldb.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.lucene..")
                    .because("no type of the text index shows what it is built on");

    @ArchTest
    static final ArchRule text_and_vectors_know_no_rows =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.tidaldb.text..", "io.tidaldb.vector..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.tidaldb.table..", "io.tidaldb.index..", "io.tidaldb.store..")
                    .because("they find ordinals, whatever these stand for");

    @ArchTest
    static final ArchRule only_sql_knows_calcite =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tidaldb.sql..")
                    .should()
                    .dependOnClassesThat(CALCITE);

    @ArchTest
    static final ArchRule only_sql_and_jdbc_know_avatica =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.tidaldb.sql..",
                            "io.tidaldb.jdbc..",
                            "io.tidaldb.meta..",
                            "io.tidaldb.embedded..",
                            "io.tidaldb.server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(AVATICA);

    @ArchTest
    static final ArchRule ranking_knows_columns_and_no_planner =
            noClasses()
                    .that()
                    .resideInAPackage("io.tidaldb.rank..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.calcite..", "org.rocksdb..", "io.tidaldb.sql..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_thin_driver_stands_alone =
            classes()
                    .that()
                    .resideInAPackage("io.tidaldb.jdbc..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.tidaldb.jdbc..",
                            AVATICA,
                            "com.fasterxml.jackson..",
                            "org.joou..",
                            "java..",
                            "javax.net..")
                    .because("dist/tidal-jdbc.jar holds nothing else, and it loads on Java 11");

    /**
     * {@code now} is an argument; a session takes it from the store's clock, once per statement.
     */
    @ArchTest
    static final ArchRule nothing_below_the_session_reads_the_wall_clock =
            noClasses()
                    .that(resideInAnyPackage(concat(STORAGE, SQL)))
                    .and()
                    .resideOutsideOfPackage("io.tidaldb.clock..")
                    .should()
                    .accessTargetWhere(readsTheWallClock())
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_engine_writes_to_no_standard_stream =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.tidaldb.shell..", "io.tidaldb.bench..")
                    .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule logging_goes_through_slf4j =
            noClasses().should(GeneralCodingRules.USE_JAVA_UTIL_LOGGING);

    @ArchTest
    static void every_package_says_what_it_is(JavaClasses all) {
        Set<JavaPackage> packages = new HashSet<>();
        all.forEach(c -> packages.add(c.getPackage()));
        List<String> silent =
                packages.stream()
                        .filter(p -> p.tryGetPackageInfo().isEmpty())
                        .map(JavaPackage::getName)
                        .sorted()
                        .toList();
        if (!silent.isEmpty()) {
            throw new AssertionError("packages without a package-info.java: " + silent);
        }
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheWallClock() {
        Set<Class<?>> dates =
                Set.of(
                        Instant.class,
                        LocalDate.class,
                        LocalTime.class,
                        LocalDateTime.class,
                        OffsetDateTime.class,
                        ZonedDateTime.class,
                        Year.class,
                        YearMonth.class);
        return new DescribedPredicate<>("reads the wall clock") {
            @Override
            public boolean test(JavaAccess<?> access) {
                if (!(access.getTarget() instanceof CodeUnitCallTarget call)) {
                    return false;
                }
                JavaClass owner = call.getOwner();
                String name = call.getName();
                boolean noArguments = call.getRawParameterTypes().isEmpty();
                return owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis")
                        || owner.isEquivalentTo(Clock.class)
                                && (name.startsWith("system") || name.startsWith("tick"))
                        || owner.isEquivalentTo(Date.class) && name.equals("<init>") && noArguments
                        || owner.isAssignableTo(Calendar.class) && name.equals("getInstance")
                        || name.equals("now") && dates.stream().anyMatch(owner::isEquivalentTo);
            }
        };
    }

    private static String[] concat(String[] first, String[] second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /**
     * Neither the generated parser nor the self-contained driver's copies of others' classes nor
     * what tests share.
     */
    static final class OurOwn implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/io/tidaldb/sql/parse/generated/")
                    && !location.contains("/io/tidaldb/testing/")
                    && !location.contains("/io/tidaldb/jdbc/shaded/");
        }
    }
}
