package io.ec2cluster.config;

/**
 * A setting that is in force.
 *
 * @param key the path of the key, its parts joined by dots
 * @param value the value as it would stand in the file; secrets hidden
 * @param origin where it came from: {@code file:line}, an option, or {@code default}
 */
public record EffectiveSetting(String key, String value, String origin) {}
