/** The role record that only one node can win, and the election that is held over it. */
@NullMarked
package io.ec2cluster.role;

import org.jspecify.annotations.NullMarked;
