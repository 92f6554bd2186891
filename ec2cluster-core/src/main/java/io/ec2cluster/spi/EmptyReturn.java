package io.ec2cluster.spi;

/**
 * What an engine says of a published primary that comes back without data.
 *
 * @param harmless whether nothing would be lost: every replica that is known has answered, and has
 *     no data either
 * @param reason what was found, and what to do instead of starting it
 */
public record EmptyReturn(boolean harmless, String reason) {}
