/**
 * What the commands that operate a store show: how opening and verifying it get on, what a
 * verification found, and which backups there are. The operations themselves are the store's;
 * command lines are read elsewhere.
 */
package io.tidaldb.shell.operation;
