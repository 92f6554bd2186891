/**
 * Stand-in servers: HTTP services on the loopback interface that keep the documented semantics of
 * the real ones, strictly, and can be told to fail. The real SDK clients talk to them. No JUnit.
 */
@NullMarked
package io.ec2cluster.testing.standin;

import org.jspecify.annotations.NullMarked;
