/** Tests of the agent. */
@NullMarked
package io.ec2cluster.internal.agent;

import org.jspecify.annotations.NullMarked;
