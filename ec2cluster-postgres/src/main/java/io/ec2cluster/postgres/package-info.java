/** PostgreSQL as a role engine: the steps that make a node a primary or a streaming replica. */
@NullMarked
package io.ec2cluster.postgres;

import org.jspecify.annotations.NullMarked;
