/**
 * The text index: words of several columns per row, found by queries in a user's own words, ranked
 * by BM25, shown as snippets and completed while typing. Rows are dense ordinals, as everywhere in
 * a store's memory. An index is a projection of the log: it knows up to where it has been fed, and
 * is thrown away and made anew when it is in doubt.
 *
 * <p>Built on Lucene, which no other package sees and which no type of this one shows. What a row
 * is, where its texts come from and when the index is fed is not known here.
 */
package io.tidaldb.text;
