/** A backend of HAProxy, by its runtime socket: drain, ready, sessions. */
@NullMarked
package io.ec2cluster.elb.balancer.haproxy;

import org.jspecify.annotations.NullMarked;
