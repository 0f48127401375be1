package io.tidaldb.text;

import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.NRTCachingDirectory;

/**
 * Keeps small new segments in memory until a commit or a merge, so that making a row visible writes
 * nothing to disk.
 */
final class RecentSegments extends NRTCachingDirectory {
    private static final double SEGMENT_MB = 4;
    private static final double ALL_MB = 32;

    /** Names and kinds of a segment's fields: small, and written without saying what for. */
    private static final String FIELD_INFOS = ".fnm";

    RecentSegments(Directory files) {
        super(files, SEGMENT_MB, ALL_MB);
    }

    @Override
    protected boolean doCacheWrite(String name, IOContext context) {
        return name.endsWith(FIELD_INFOS) || super.doCacheWrite(name, context);
    }
}
