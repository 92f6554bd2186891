package io.ec2cluster.shipped;

/**
 * How a process ended.
 *
 * @param exitCode its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Ended(int exitCode, String out, String err) {}
