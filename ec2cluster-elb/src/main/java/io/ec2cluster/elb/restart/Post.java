package io.ec2cluster.elb.restart;

import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.ledger.LedgerBook;

/**
 * A load balancer with its ledger.
 *
 * @param balancer the load balancer
 * @param book who is out of it and who waits
 */
public record Post(LoadBalancer balancer, LedgerBook book) {}
