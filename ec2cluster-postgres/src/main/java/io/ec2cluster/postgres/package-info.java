/**
 * PostgreSQL as a role engine: the steps that make a node a primary or a replica.
 *
 * <p>Reading order: {@code PostgresNode} names the steps; {@code PrimaryPreparation}, {@code
 * ReplicaPreparation}, {@code StartSteps}, {@code VerifySteps} and {@code StopSteps} are their
 * lists; {@code Server} ties the parts together that they work with. The server is asked over its
 * Unix socket by psql as its own user; a primary is asked over a replication connection, which a
 * replica needs anyway.
 *
 * <p>Three rules hold throughout: a data directory is made beside its place and renamed when it is
 * whole, and is a standby's from its first moment if it is to be a replica's; data that cannot be
 * proven to be an ancestor of the primary's is refused and never changed; a value is escaped for
 * the file that it goes into, by the class that knows the file's form.
 */
@NullMarked
package io.ec2cluster.postgres;

import org.jspecify.annotations.NullMarked;
