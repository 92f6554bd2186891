/** The shipped command as processes: many at once, killed, and with things gone wrong. */
@NullMarked
package io.ec2cluster.e2e;

import org.jspecify.annotations.NullMarked;
