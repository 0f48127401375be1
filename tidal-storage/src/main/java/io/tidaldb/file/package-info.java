/**
 * Files and directories as everything that keeps some needs them: made so that they survive a power
 * failure, and deleted whole. What is in them is the business of others.
 */
package io.tidaldb.file;
