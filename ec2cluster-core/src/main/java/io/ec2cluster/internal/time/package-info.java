/** Waiting, and how long it took: the pauses between two looks, and durations in words. */
@NullMarked
package io.ec2cluster.internal.time;

import org.jspecify.annotations.NullMarked;
