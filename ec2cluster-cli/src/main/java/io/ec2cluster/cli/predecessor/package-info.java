/** Turns the settings of the Python tool that this one replaces into a configuration. */
@NullMarked
package io.ec2cluster.cli.predecessor;

import org.jspecify.annotations.NullMarked;
