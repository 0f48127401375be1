package io.tidaldb.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version this is and what it was built from, as the build wrote it down. */
final class BuildInfo {
    /** Such as 0.1.0. */
    static final String VERSION;

    /** The commit, or "unknown" where the sources are not in a repository. */
    static final String BUILD;

    static {
        Properties build = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        VERSION = build.getProperty("version");
        BUILD = build.getProperty("build");
    }

    private BuildInfo() {}
}
