/**
 * Ordered bytes under a handful of column families, written in atomic batches: on disk with RocksDB
 * or in memory. It is the only package that imports {@code org.rocksdb}, and it makes sure that no
 * native object is ever used after it was closed. What the bytes mean is not known here.
 */
package io.tidaldb.kv;
