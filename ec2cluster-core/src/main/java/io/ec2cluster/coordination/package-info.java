/**
 * Small records that many nodes write, each change conditional on what its writer has read; and
 * timed leases on top of them. For ledgers, founding records and turns: what is decided once, or by
 * one node at a time. The role of a database node is not among them: its record never expires
 * ({@link io.ec2cluster.role}).
 *
 * <p>Begin with {@link io.ec2cluster.coordination.Coordination}.
 */
@NullMarked
package io.ec2cluster.coordination;

import org.jspecify.annotations.NullMarked;
