/**
 * Tests that kill. A child process writes to a store with content that follows from a seed and says
 * what was acknowledged; it is ended without warning, and what is in the directory then is compared
 * with brute force.
 */
package io.tidaldb.crash;
