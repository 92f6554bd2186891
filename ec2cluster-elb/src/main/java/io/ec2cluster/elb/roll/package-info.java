/**
 * The same restart on every instance of a fleet, from one place: who is done, and who comes next.
 */
@NullMarked
package io.ec2cluster.elb.roll;

import org.jspecify.annotations.NullMarked;
