/** How conditional writes are settled when answers are lost or others write too. */
@NullMarked
package io.ec2cluster.internal.write;

import org.jspecify.annotations.NullMarked;
