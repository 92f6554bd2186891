/** The local back end: the same contracts over one directory, for one machine. */
@NullMarked
package io.ec2cluster.local;

import org.jspecify.annotations.NullMarked;
