/** The operations that core supplies to every role engine: init, status, lease. */
@NullMarked
package io.ec2cluster.internal.role;

import org.jspecify.annotations.NullMarked;
