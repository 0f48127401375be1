/**
 * The product's first impression. Composes a small catalogue with plausible engagement, always the
 * same, loads it as any program would, and shows a feed before and after some clicks. Its
 * statements and words are resource files; nothing here is used outside the demo.
 */
package io.tidaldb.shell.demo;
