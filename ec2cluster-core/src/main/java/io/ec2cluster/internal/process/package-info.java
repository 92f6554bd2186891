/** Runs programs of the operating system: starting, waiting, capturing, ending them. */
@NullMarked
package io.ec2cluster.internal.process;

import org.jspecify.annotations.NullMarked;
