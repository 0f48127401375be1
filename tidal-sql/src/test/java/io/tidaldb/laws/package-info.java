/**
 * The whole database against laws and a naive model, through {@link io.tidaldb.session.Session}:
 * random operations, random and broken statements, several threads. What each statement of the
 * language does is specified elsewhere, by scripts.
 */
package io.tidaldb.laws;
