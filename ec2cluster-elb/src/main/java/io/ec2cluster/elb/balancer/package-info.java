/**
 * What a load balancer is to a restart, whatever its kind: who is in it, who is in service, and
 * changes of this instance's own membership.
 */
@NullMarked
package io.ec2cluster.elb.balancer;

import org.jspecify.annotations.NullMarked;
