/** The command line: picocli commands made from what the modules declare. */
@NullMarked
package io.ec2cluster.cli;

import org.jspecify.annotations.NullMarked;
