import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Checks the self-contained JDBC driver: every class is Java 11 bytecode or older and in a package
 * that cannot meet somebody else's copy, and the driver it registers loads from it alone.
 *
 * <pre>ThinDriver FILE.jar</pre>
 */
public final class ThinDriver {
    private static final int JAVA_11 = 55;

    /** Avatica's messages keep their names, for the wire format spells them out. */
    private static final List<String> PACKAGES =
            List.of("io/tidaldb/jdbc/", "org/apache/calcite/avatica/proto/");

    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0]);
        List<String> wrong = new ArrayList<>();
        int classes = 0;
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                if (entry.getName().endsWith(".class")) {
                    classes++;
                    check(file, entry, wrong);
                }
            }
        }
        URL[] alone = {jar.toUri().toURL()};
        int drivers = 0;
        try (URLClassLoader loader =
                new URLClassLoader(alone, ClassLoader.getPlatformClassLoader())) {
            for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
                if (driver.getClass().getClassLoader() == loader) {
                    drivers++;
                    System.out.println("registers " + driver.getClass().getName());
                }
            }
        }
        if (drivers != 1) {
            wrong.add("registers " + drivers + " drivers instead of one");
        }
        System.out.println(classes + " classes for Java 11 or older");
        wrong.forEach(System.err::println);
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    private static void check(JarFile file, JarEntry entry, List<String> wrong) throws IOException {
        if (PACKAGES.stream().noneMatch(entry.getName()::startsWith)) {
            wrong.add(entry.getName() + " is in a package of somebody else");
        }
        try (DataInputStream in = new DataInputStream(file.getInputStream(entry))) {
            in.skipBytes(6); // magic and minor version
            int version = in.readUnsignedShort();
            if (version > JAVA_11) {
                wrong.add(entry.getName() + " has class-file version " + version);
            }
        }
    }
}
