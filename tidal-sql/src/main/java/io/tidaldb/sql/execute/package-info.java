/**
 * Runs statements: decides what kind each is, keeps plans, turns modifications into write sets and
 * definitions into changes of the schema. Everything a session does goes through here.
 */
package io.tidaldb.sql.execute;
