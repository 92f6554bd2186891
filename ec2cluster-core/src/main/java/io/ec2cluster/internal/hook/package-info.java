/** Programs of the configuration that run around the phases of operations. */
@NullMarked
package io.ec2cluster.internal.hook;

import org.jspecify.annotations.NullMarked;
