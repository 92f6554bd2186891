/** Files that are replaced whole or not at all. */
@NullMarked
package io.ec2cluster.internal.file;

import org.jspecify.annotations.NullMarked;
