package io.ec2cluster.cli;

import java.io.PrintWriter;

/**
 * Where the program writes.
 *
 * @param out standard output: data
 * @param err standard error: words for people
 * @param interactive whether standard error is a terminal that can write over a line
 * @param utf8 whether the terminal shows more than ASCII; never without a terminal
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive, boolean utf8) {}
