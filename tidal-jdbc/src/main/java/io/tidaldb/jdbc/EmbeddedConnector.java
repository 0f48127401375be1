package io.tidaldb.jdbc;

import org.apache.calcite.avatica.Meta;

/**
 * Opens databases in this process. The driver finds an implementation as a service, so that it can
 * also stand alone, without the engine, and then speaks to servers only.
 */
public interface EmbeddedConnector {
    /**
     * Opens a database, or joins it where this process already has it open. The result serves
     * exactly one connection and lets go of the database when that is closed.
     *
     * @param url a target of kind {@link TidalUrl.Kind#DIRECTORY} or {@link TidalUrl.Kind#MEMORY}
     * @throws org.apache.calcite.avatica.remote.AvaticaRuntimeException with SQLState and vendor
     *     code if it cannot be opened
     */
    Meta connect(TidalUrl url);
}
