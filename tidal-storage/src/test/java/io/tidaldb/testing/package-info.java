/**
 * What tests of every module share: directories that are gone when a test is over. Published as
 * this module's test-jar.
 */
package io.tidaldb.testing;
