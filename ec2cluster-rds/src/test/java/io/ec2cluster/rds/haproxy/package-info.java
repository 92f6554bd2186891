/** Tests of the HAProxy file. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.rds.haproxy;
