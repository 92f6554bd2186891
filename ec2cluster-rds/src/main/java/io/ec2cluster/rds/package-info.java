/**
 * RDS replica sizing: N replicas of a master by one command, in the time of one, deleting only what
 * is ours. No election here: queries and changes only.
 */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.rds;
