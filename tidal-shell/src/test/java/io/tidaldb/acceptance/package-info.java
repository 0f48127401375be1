/**
 * Acceptance tests over the real posts: what the shell loads and the driver answers is compared
 * with what plain loops over the CSV files come to. The expectations share no code with the engine,
 * not even its CSV reader or its windows. Tests of single parts live beside those parts.
 */
package io.tidaldb.acceptance;
