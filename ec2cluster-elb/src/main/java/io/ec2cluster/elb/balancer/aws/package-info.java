/** Load balancers of AWS: classic ones, and target groups of application and network ones. */
@NullMarked
package io.ec2cluster.elb.balancer.aws;

import org.jspecify.annotations.NullMarked;
