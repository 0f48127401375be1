/**
 * The conversation with the database as drivers and applications see it: a session prepares
 * statements, statements take parameters and give rows. Only interfaces and the records that
 * describe types live here; what runs them is behind {@link io.tidaldb.TidalDb}.
 */
package io.tidaldb.session;
