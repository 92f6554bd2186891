/** Stand-ins for services: servers on loopback that behave as documented, and worse on request. */
@NullMarked
package io.ec2cluster.testing.standin;

import org.jspecify.annotations.NullMarked;
