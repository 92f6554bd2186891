/**
 * Redis and Valkey as a role engine: replicaof, promote, and no empty primary that wipes its
 * replicas. Read {@link io.ec2cluster.redis.RedisNode} first: it says which steps each operation is
 * made of.
 */
@NullMarked
package io.ec2cluster.redis;

import org.jspecify.annotations.NullMarked;
