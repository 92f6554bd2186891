/** From text to a tree of nodes with their lines, and from the tree to settings records. */
@NullMarked
package io.ec2cluster.internal.config;

import org.jspecify.annotations.NullMarked;
