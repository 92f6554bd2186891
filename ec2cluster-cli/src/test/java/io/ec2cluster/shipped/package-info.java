/** Tests of the shipped jar and its launcher as processes. */
@NullMarked
package io.ec2cluster.shipped;

import org.jspecify.annotations.NullMarked;
