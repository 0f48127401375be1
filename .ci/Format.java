import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Formats the project's Java: google-java-format, AOSP style, imports sorted and unused ones
 * removed.
 *
 * <p>Run by {@code mvn verify} to check, and by {@code mvn -N verify -Dformat=apply} to rewrite. It
 * is a program of its own because google-java-format parses with the compiler of the JVM it runs
 * on: inside Maven that would be JDK 17, which cannot read Java 25.
 *
 * <pre>Format check|apply ROOT [FILE...]</pre>
 *
 * Without files, everything below {@code .ci}, {@code site} and the modules' {@code src} folders.
 * Exit status 1: some file is not formatted (check) or cannot be parsed.
 */
public final class Format {
    private final Formatter formatter =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    public static void main(String[] args) throws IOException {
        if (args.length < 2 || !List.of("check", "apply").contains(args[0])) {
            System.err.println("usage: Format check|apply ROOT [FILE...]");
            System.exit(2);
        }
        Path root = Path.of(args[1]);
        List<Path> files =
                args.length == 2
                        ? sources(root)
                        : Arrays.stream(args).skip(2).map(root::resolve).toList();
        boolean apply = args[0].equals("apply");
        AtomicInteger wrong = new AtomicInteger();
        Format format = new Format();
        files.parallelStream()
                .forEach(
                        file -> {
                            if (!format.visit(root, file, apply)) {
                                wrong.incrementAndGet();
                            }
                        });
        if (wrong.get() > 0) {
            System.err.println(
                    wrong + " file(s) to mend; mvn -N -q verify -Dformat=apply formats them all");
            System.exit(1);
        }
    }

    /** Whether the file is in order, after mending it if {@code apply}. */
    private boolean visit(Path root, Path file, boolean apply) {
        try {
            String source = Files.readString(file);
            String formatted =
                    formatter.formatSource(
                            RemoveUnusedImports.removeUnusedImports(
                                    ImportOrderer.reorderImports(source, Style.AOSP)));
            if (formatted.equals(source)) {
                return true;
            }
            if (apply) {
                Files.writeString(file, formatted);
                System.out.println("formatted " + root.relativize(file));
                return true;
            }
            System.err.println("not formatted: " + root.relativize(file));
        } catch (FormatterException e) {
            System.err.println(
                    root.relativize(file) + ": " + e.diagnostics().getFirst().toString());
        } catch (IOException e) {
            System.err.println("cannot read or write " + e);
        }
        return false;
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> roots = new ArrayList<>(List.of(root.resolve(".ci"), root.resolve("site")));
        try (Stream<Path> modules = Files.list(root)) {
            modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .forEach(roots::add);
        }
        List<Path> found = new ArrayList<>();
        for (Path folder : roots) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
            }
        }
        return found;
    }
}
