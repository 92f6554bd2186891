/** A strict imitation of RDS, for the real SDK. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.rds.standin;
