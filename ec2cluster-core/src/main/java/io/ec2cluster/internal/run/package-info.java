/** Executes plans: checks, acts, waits, reports, takes back, and keeps nodes to one operation. */
@NullMarked
package io.ec2cluster.internal.run;

import org.jspecify.annotations.NullMarked;
