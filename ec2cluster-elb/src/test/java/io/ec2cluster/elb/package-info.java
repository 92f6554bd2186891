@NullMarked
package io.ec2cluster.elb;

import org.jspecify.annotations.NullMarked;
