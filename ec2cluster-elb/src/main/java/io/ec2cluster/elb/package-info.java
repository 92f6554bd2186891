/**
 * Restart behind a load balancer without going under a quorum. Not there yet: this module holds its
 * place until the engine arrives.
 */
@NullMarked
package io.ec2cluster.elb;

import org.jspecify.annotations.NullMarked;
