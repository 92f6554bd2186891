@NullMarked
package io.ec2cluster.elb.turn;

import org.jspecify.annotations.NullMarked;
