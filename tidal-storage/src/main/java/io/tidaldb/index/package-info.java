/**
 * Indexes of the rows of tables: what {@link io.tidaldb.text} and {@link io.tidaldb.vector} find
 * rows by, kept in step with the rows. They follow from the rows and can be made anew at any time.
 */
package io.tidaldb.index;
