/** The operations that core supplies to engines that coordinate. */
@NullMarked
package io.ec2cluster.internal.coordination;

import org.jspecify.annotations.NullMarked;
