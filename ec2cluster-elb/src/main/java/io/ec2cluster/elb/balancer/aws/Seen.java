package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.elb.balancer.Target;

/**
 * A member in an answer.
 *
 * @param target what is told of it
 * @param known whether the load balancer knows its state; if not, it stands there as out of service
 */
record Seen(Target target, boolean known) {}
