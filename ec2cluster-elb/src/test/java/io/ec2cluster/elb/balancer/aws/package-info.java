/** Load balancers of AWS, against strict stand-ins and moto. */
@NullMarked
package io.ec2cluster.elb.balancer.aws;

import org.jspecify.annotations.NullMarked;
