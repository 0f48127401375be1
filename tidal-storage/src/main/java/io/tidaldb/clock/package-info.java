/**
 * Where time comes from. A store is opened with a {@link io.tidaldb.clock.StoreClock}; this is the
 * only package of the engine that reads the wall clock. Everything below the session takes the
 * moment as an argument.
 */
package io.tidaldb.clock;
