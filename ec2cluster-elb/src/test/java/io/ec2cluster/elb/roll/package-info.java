@NullMarked
package io.ec2cluster.elb.roll;

import org.jspecify.annotations.NullMarked;
