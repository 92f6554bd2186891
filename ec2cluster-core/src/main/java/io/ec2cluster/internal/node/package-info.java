/** This node as operations see it: its cluster, its names, its back end, its settings. */
@NullMarked
package io.ec2cluster.internal.node;

import org.jspecify.annotations.NullMarked;
