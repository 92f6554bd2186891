/**
 * Who is out of a load balancer and who waits for a turn: one small record per load balancer, each
 * change of which is conditional on what its writer has read.
 */
@NullMarked
package io.ec2cluster.elb.ledger;

import org.jspecify.annotations.NullMarked;
