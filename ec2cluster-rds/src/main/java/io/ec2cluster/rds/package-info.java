/**
 * RDS replica sizing: as many read replicas as asked, created together, removed only when ours. Not
 * there yet: this module holds its place until the engine arrives.
 */
@NullMarked
package io.ec2cluster.rds;

import org.jspecify.annotations.NullMarked;
