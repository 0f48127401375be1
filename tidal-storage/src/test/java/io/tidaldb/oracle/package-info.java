/**
 * What a store should answer, found in the simplest way there is: all rows and events in lists, and
 * every sum computed anew from all of them. Beside it what model-based, fault and crash tests
 * share: operations, a generator of random ones, and the comparison with a store. Knows nothing of
 * how a store does it.
 */
package io.tidaldb.oracle;
