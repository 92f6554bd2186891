/** Tests of the command line, without and with the shipped jar. */
@NullMarked
package io.ec2cluster.cli;

import org.jspecify.annotations.NullMarked;
