/**
 * What the speed that the documentation states was measured with: the ranked query, the import and
 * the start of the command, each beside a baseline of the same run. The data are the real posts
 * where they are present, and a generated catalogue of the same size elsewhere. Nothing depends on
 * this package, and no test asserts a time.
 */
package io.tidaldb.bench;
