/**
 * Runs programs of the operating system: telling them what they need, waiting, capturing, ending.
 */
@NullMarked
package io.ec2cluster.internal.process;

import org.jspecify.annotations.NullMarked;
