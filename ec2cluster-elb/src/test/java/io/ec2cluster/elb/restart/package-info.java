/** Tests of how a restart is carried out. */
@NullMarked
package io.ec2cluster.elb.restart;

import org.jspecify.annotations.NullMarked;
