/**
 * Carries a restart out: the moves of a {@link io.ec2cluster.elb.turn.RestartCourse} against load
 * balancers, ledgers and the service.
 */
@NullMarked
package io.ec2cluster.elb.restart;

import org.jspecify.annotations.NullMarked;
