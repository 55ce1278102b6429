/** The {@code tapedeck} command line: thin commands, each beside the class that does its work, and the runnable jar. */
package io.tapedeck.tools;
