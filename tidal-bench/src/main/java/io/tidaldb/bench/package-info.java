/**
 * JMH benchmarks of the engine, and side-by-side runs against peers on the same machine. They
 * measure through the doors that users have: JDBC first of all. Nothing depends on them.
 */
package io.tidaldb.bench;
