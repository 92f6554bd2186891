/**
 * {@code agent}: what looks at the engines of a node all the time, acts on what it sees, and tells
 * load balancers.
 */
@NullMarked
package io.ec2cluster.internal.agent;

import org.jspecify.annotations.NullMarked;
