/**
 * Restart behind a load balancer without going under a quorum. The operations stand here; who may
 * leave is decided in {@link io.ec2cluster.elb.turn} by what {@link io.ec2cluster.elb.ledger} and
 * {@link io.ec2cluster.elb.balancer} say, and carried out in {@link io.ec2cluster.elb.restart}.
 */
@NullMarked
package io.ec2cluster.elb;

import org.jspecify.annotations.NullMarked;
