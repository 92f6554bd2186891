/** The operations that core supplies to every role engine: from init to leave. */
@NullMarked
package io.ec2cluster.internal.role;

import org.jspecify.annotations.NullMarked;
