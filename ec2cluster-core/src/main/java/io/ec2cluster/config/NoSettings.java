package io.ec2cluster.config;

/** The settings or options of what has none. */
public record NoSettings() {}
