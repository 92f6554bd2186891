/** How metadata and user data are read: input, validated on entry, never echoed. */
@NullMarked
package io.ec2cluster.internal.metadata;

import org.jspecify.annotations.NullMarked;
