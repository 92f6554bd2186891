/** Who this node is: the instance metadata and where it is read from. */
@NullMarked
package io.ec2cluster.metadata;

import org.jspecify.annotations.NullMarked;
