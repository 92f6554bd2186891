/** Reads the literals of Python source as data: nothing is imported, called or executed. */
@NullMarked
package io.ec2cluster.internal.python;

import org.jspecify.annotations.NullMarked;
