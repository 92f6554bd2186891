/** What every load balancer has to keep to. */
@NullMarked
package io.ec2cluster.elb.balancer;

import org.jspecify.annotations.NullMarked;
