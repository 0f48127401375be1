/**
 * Primitive values as bytes: a growing writer and a checking reader shared by every format that the
 * store puts on disk. The formats themselves are documented where they are written. Nothing here
 * knows rows, events or keys.
 */
package io.tidaldb.bytes;
