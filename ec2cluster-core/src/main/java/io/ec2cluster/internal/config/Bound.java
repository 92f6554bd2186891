package io.ec2cluster.internal.config;

/**
 * A value read from the configuration.
 *
 * @param value the value
 * @param shown how it is shown, secrets hidden
 */
record Bound(Object value, String shown) {}
