/** {@code doctor}: what core itself looks at, and how inspections are carried out. */
@NullMarked
package io.ec2cluster.internal.doctor;

import org.jspecify.annotations.NullMarked;
