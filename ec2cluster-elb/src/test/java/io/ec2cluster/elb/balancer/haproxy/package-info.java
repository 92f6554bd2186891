/** HAProxy's runtime socket, with a real HAProxy where it can be. */
@NullMarked
package io.ec2cluster.elb.balancer.haproxy;

import org.jspecify.annotations.NullMarked;
