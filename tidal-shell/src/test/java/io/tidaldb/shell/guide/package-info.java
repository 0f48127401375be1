/** What the documentation shows is what is printed. */
package io.tidaldb.shell.guide;
