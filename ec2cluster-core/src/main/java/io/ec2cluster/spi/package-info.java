/** What an engine module implements: operations, plans, steps, and the role engine. */
@NullMarked
package io.ec2cluster.spi;

import org.jspecify.annotations.NullMarked;
