/**
 * Memory-resident columns over dense ordinals, in blocks of 1,024 rows with a minimum and maximum
 * each. One writer thread changes them; any number of readers read without locks and see each value
 * either before or after a change. What the values mean, and how they are stored on disk, is not
 * known here.
 */
package io.tidaldb.column;
