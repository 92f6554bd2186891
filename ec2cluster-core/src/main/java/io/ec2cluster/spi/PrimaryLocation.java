package io.ec2cluster.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * How the primary is reached.
 *
 * @param instanceId the primary's instance id; {@code unknown} where only a name without a record
 *     is known
 * @param address host name or address from the role record: for the bootstrap
 * @param port the engine's port
 * @param dataIdentity the identity of its data, where the record has it
 * @param publishedAt when the primary name began to point at it; empty where that is not known
 */
public record PrimaryLocation(
    String instanceId,
    String address,
    int port,
    Optional<String> dataIdentity,
    Optional<Instant> publishedAt) {}
