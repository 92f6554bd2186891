/** Tests of the sizing of RDS replicas. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.rds;
