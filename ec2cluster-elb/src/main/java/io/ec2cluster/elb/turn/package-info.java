/**
 * The rules of who may leave a load balancer and when: pure, over the ledger and what the load
 * balancer answers. {@link io.ec2cluster.elb.turn.RestartCourse} is their order.
 */
@NullMarked
package io.ec2cluster.elb.turn;

import org.jspecify.annotations.NullMarked;
