/**
 * Redis as a role engine: replicaof, promote, and no empty primary that wipes its replicas. Not
 * there yet: this module holds its place until the engine arrives.
 */
@NullMarked
package io.ec2cluster.redis;

import org.jspecify.annotations.NullMarked;
