/** A HAProxy that balances the readers of a cluster: its file, checked, put in place, loaded. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.rds.haproxy;
