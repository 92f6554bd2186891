/** Engines of others, from a folder beside the program: each in a class loader of its own. */
@NullMarked
package io.ec2cluster.cli.plugin;

import org.jspecify.annotations.NullMarked;
